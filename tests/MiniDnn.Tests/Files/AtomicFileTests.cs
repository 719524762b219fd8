using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniDnn.Tests;

/// <summary>A file is replaced whole or not at all, and is otherwise what it was before.</summary>
internal sealed class AtomicFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private string InFolder(params string[] names) => Path.Combine([_folder, .. names]);

    private string[] Entries() => [.. Directory.GetFileSystemEntries(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    [Test]
    public void A_write_that_fails_leaves_the_old_file_whole_and_nothing_behind()
    {
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        void Fail(Stream stream)
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device");
        }
        Assert.That(() => AtomicFile.Write(path, Fail), Throws.TypeOf<IOException>().With.Message.EqualTo("No space left on device"));
        Assert.That(() => AtomicFile.Write(InFolder("new"), Fail), Throws.TypeOf<IOException>());
        Assert.That(() => Write(InFolder("missing", "model"), "new"), Throws.TypeOf<DirectoryNotFoundException>());
        Assert.That(() => Write("", "new"), Throws.ArgumentException);
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Entries(), Is.EqualTo(["model"]));
        Write(path, "new");
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Entries(), Is.EqualTo(["model"]));
    }

    [Test]
    public void A_folder_is_refused_under_all_its_names()
    {
        Directory.CreateDirectory(InFolder("folder"));
        foreach (string path in new[] { _folder, InFolder("folder"), InFolder("folder") + "/", InFolder("none") + "/" })
        {
            Assert.That(() => Write(path, "new"), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("is a folder"), path);
        }
        Assert.That(Entries(), Is.EqualTo(["folder"]));
    }

    /// <summary>Records what is brought to the disk, and what can be seen in the file's place then.</summary>
    private sealed class Recorder(string path, bool fails = false) : Durability
    {
        public List<string> Calls { get; } = [];

        protected internal override void FlushToDisk(SafeFileHandle handle)
        {
            base.FlushToDisk(handle);
            string name = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget!;
            string what = name == Path.GetDirectoryName(path) ? "its folder" : $"{new FileInfo(name).Length} bytes beside it";
            Calls.Add($"{what}, in its place {(File.Exists(path) ? File.ReadAllText(path) : "nothing")}");
            if (fails)
            {
                throw new IOException("the disk is gone");
            }
        }
    }

    [TestCase("old")]
    [TestCase(null)]
    public void Contents_are_on_the_disk_before_they_take_the_place_and_the_name_after(string? old)
    {
        LinuxSystem.Require();
        string path = InFolder("model");
        if (old is not null)
        {
            File.WriteAllText(path, old);
        }
        var recorder = new Recorder(path);
        AtomicFile.Write(path, stream => stream.Write("newer"u8), recorder);
        Assert.That(recorder.Calls, Is.EqualTo([$"5 bytes beside it, in its place {old ?? "nothing"}", "its folder, in its place newer"]));
    }

    [Test]
    public void Contents_that_do_not_reach_the_disk_take_no_place()
    {
        LinuxSystem.Require();
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        Assert.That(() => AtomicFile.Write(path, stream => stream.WriteByte(1), new Recorder(path, fails: true)), Throws.TypeOf<IOException>().With.Message.Contains("disk is gone"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Entries(), Is.EqualTo(["model"]));
    }

    [Test]
    public void The_system_is_asked_to_bring_it_there()
    {
        SafeFileHandle handle = File.OpenHandle(InFolder("model"), FileMode.Create, FileAccess.Write);
        Durability.Disk.FlushToDisk(handle);
        handle.Dispose();
        Assert.That(() => Durability.Disk.FlushToDisk(handle), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => Durability.Disk.FlushFolder(InFolder("none")), Throws.Nothing);
    }

    [TestCase("600")]
    [TestCase("640")]
    [TestCase("664")]
    [TestCase("666")]
    [TestCase("755")]
    [TestCase("4711")]
    public void A_file_that_is_replaced_keeps_its_permissions(string permissions)
    {
        LinuxSystem.Require();
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        LinuxSystem.Run("chmod", permissions, path);
        string before = LinuxSystem.Stat(path);
        Write(path, "new");
        Assert.That(LinuxSystem.Stat(path), Is.EqualTo(before).And.Contain($"file {permissions} "));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
    }

    [Test]
    public void A_new_file_has_the_permissions_that_new_files_have()
    {
        LinuxSystem.Require();
        File.WriteAllText(InFolder("other"), "");
        Write(InFolder("model"), "new");
        Assert.That(LinuxSystem.Stat(InFolder("model")), Is.EqualTo(LinuxSystem.Stat(InFolder("other")).Replace("empty ", "", StringComparison.Ordinal)));
        Assert.That(Entries(), Is.EqualTo(["model", "other"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Nobody_else_reads_what_is_not_yet_in_place(bool exists)
    {
        LinuxSystem.Require();
        string path = InFolder("model");
        if (exists)
        {
            File.WriteAllText(path, "old");
            LinuxSystem.Run("chmod", "666", path);
        }
        string[] seen = [];
        AtomicFile.Write(path, stream => seen = [.. Entries().Where(name => name != "model").Select(name => LinuxSystem.Stat(InFolder(name)))]);
        Assert.That(seen, Has.Length.EqualTo(1));
        Assert.That(seen[0], Does.StartWith("regular empty file 600 "));
    }

    [Test]
    public void Root_keeps_owner_and_group_and_is_not_refused_what_only_looks_read_only([Values("644", "444", "400", "6755")] string permissions)
    {
        LinuxSystem.Require(root: true);
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        LinuxSystem.Run("chown", "1234:2345", path);
        LinuxSystem.Run("chmod", permissions, path);
        Write(path, "new");
        Assert.That(LinuxSystem.Stat(path), Is.EqualTo($"regular file {permissions} 1234 2345"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
    }

    [Test]
    public void A_group_that_cannot_be_kept_leaves_no_rights_to_another()
    {
        LinuxSystem.Require(root: true);
        LinuxSystem.Run("chmod", "777", _folder);
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        LinuxSystem.Run("chown", $"{LinuxSystem.Nobody}:0", path);
        foreach ((string before, string after) in new[] { ("660", "600"), ("664", "644"), ("6775", "755"), ("646", "646") })
        {
            LinuxSystem.Run("chown", $"{LinuxSystem.Nobody}:0", path);
            LinuxSystem.Run("chmod", before, path);
            LinuxSystem.As(LinuxSystem.Nobody, () => Write(path, "new"));
            Assert.That(LinuxSystem.Stat(path), Is.EqualTo($"regular file {after} {LinuxSystem.Nobody} {LinuxSystem.Nobody}"), before);
        }
    }

    [Test]
    public void What_the_caller_may_not_write_is_refused_and_stays()
    {
        LinuxSystem.Require(root: true);
        LinuxSystem.Run("chmod", "777", _folder);
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        LinuxSystem.Run("chmod", "644", path);
        string before = LinuxSystem.Stat(path);
        LinuxSystem.As(LinuxSystem.Nobody, () => Assert.That(() => Write(path, "new"), Throws.TypeOf<UnauthorizedAccessException>()));
        Assert.That(LinuxSystem.Stat(path), Is.EqualTo(before));
        LinuxSystem.Run("chmod", "666", path);
        LinuxSystem.As(LinuxSystem.Nobody, () => Write(path, "new"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        LinuxSystem.Run("chmod", "755", _folder);
        LinuxSystem.As(LinuxSystem.Nobody, () => Assert.That(() => Write(path, "newer"), Throws.TypeOf<UnauthorizedAccessException>()));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Entries(), Is.EqualTo(["model"]));
    }

    [Test]
    public void A_file_that_its_owner_made_read_only_is_refused()
    {
        LinuxSystem.Require(root: true);
        LinuxSystem.Run("chmod", "777", _folder);
        string path = InFolder("model");
        LinuxSystem.As(LinuxSystem.Nobody, () =>
        {
            File.WriteAllText(path, "old");
            File.SetAttributes(path, FileAttributes.ReadOnly);
            Assert.That(() => Write(path, "new"), Throws.TypeOf<UnauthorizedAccessException>());
        });
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
    }

    [Test]
    public void A_file_that_others_have_open_is_replaced_all_the_same()
    {
        string path = InFolder("model");
        File.WriteAllText(path, "old");
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            Write(path, "new");
        }
        LinuxSystem.Require();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Write(path, "newer");
        }
        Assert.That(File.ReadAllText(path), Is.EqualTo("newer"));
    }

    [Test]
    public void Pipes_and_sockets_are_written_to_and_stay_what_they_are()
    {
        LinuxSystem.Require();
        string pipe = InFolder("pipe"), link = InFolder("link"), socket = InFolder("socket");
        LinuxSystem.Run("mkfifo", pipe);
        File.CreateSymbolicLink(link, "pipe");
        foreach (string path in new[] { pipe, link })
        {
            Task<string> reader = Task.Run(() => File.ReadAllText(pipe));
            Write(path, "through the pipe");
            Assert.That(reader.Result, Is.EqualTo("through the pipe"));
        }
        Assert.That(LinuxSystem.Stat(pipe), Does.StartWith("fifo"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        Assert.That(() => Write(socket, "new"), Throws.InstanceOf<IOException>());
        Assert.That(LinuxSystem.Stat(socket), Does.StartWith("socket"));
        Assert.That(Entries(), Is.EqualTo(["link", "pipe", "socket"]));
    }

    [Test]
    public void A_device_of_its_own_stays_one()
    {
        LinuxSystem.Require(root: true);
        string device = InFolder("null");
        try
        {
            LinuxSystem.Run("mknod", device, "c", "1", "3");
            File.OpenHandle(device, FileMode.Open, FileAccess.Write).Dispose();
        }
        catch (Exception e) when (e is AssertionException or UnauthorizedAccessException)
        {
            Assert.Ignore("No devices can be made here.");
        }
        new SafeTensors().Save(device);
        Assert.That(LinuxSystem.Stat(device), Does.StartWith("character special file"));
        Assert.That(Entries(), Is.EqualTo(["null"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Links_stay_and_where_they_lead_is_written(bool exists)
    {
        LinuxSystem.Require();
        Directory.CreateDirectory(InFolder("a"));
        Directory.CreateDirectory(InFolder("b", "c"));
        Directory.CreateSymbolicLink(InFolder("a", "folder"), "../b/c");
        File.CreateSymbolicLink(InFolder("b", "c", "up"), "./../target");          // from b/c: b/target, though it is found as a/folder/up
        File.CreateSymbolicLink(InFolder("second"), InFolder("a", "folder", "up"));
        File.CreateSymbolicLink(InFolder("first"), "second");
        if (exists)
        {
            File.WriteAllText(InFolder("b", "target"), "old");
        }
        Write(InFolder("first"), "new");
        Assert.That(File.ReadAllText(InFolder("b", "target")), Is.EqualTo("new"));
        Assert.That(new FileInfo(InFolder("b", "target")).LinkTarget, Is.Null);
        Assert.That(new FileInfo(InFolder("first")).LinkTarget, Is.EqualTo("second"));
        Assert.That(new FileInfo(InFolder("b", "c", "up")).LinkTarget, Is.EqualTo("./../target"));
        Assert.That(Entries(), Is.EqualTo(["a", "b", "first", "second"]));
        Assert.That(Directory.GetFileSystemEntries(InFolder("b")), Has.Length.EqualTo(2));
        Write(InFolder("a", "folder", "up"), "newer");
        Assert.That(File.ReadAllText(InFolder("b", "target")), Is.EqualTo("newer"));
        Assert.That(Directory.GetFileSystemEntries(InFolder("a")), Has.Length.EqualTo(1));
    }

    [Test]
    public void Links_that_lead_in_a_circle_or_nowhere_are_errors()
    {
        LinuxSystem.Require();
        File.CreateSymbolicLink(InFolder("a"), "b");
        File.CreateSymbolicLink(InFolder("b"), "a");
        File.CreateSymbolicLink(InFolder("self"), "self");
        File.CreateSymbolicLink(InFolder("nowhere"), "none/target");
        Assert.That(() => Write(InFolder("a"), "new"), Throws.TypeOf<IOException>().With.Message.Contains("in a circle"));
        Assert.That(() => Write(InFolder("self"), "new"), Throws.TypeOf<IOException>().With.Message.Contains("in a circle"));
        Assert.That(() => Write(InFolder("nowhere"), "new"), Throws.TypeOf<DirectoryNotFoundException>());
        Assert.That(Entries(), Is.EqualTo(["a", "b", "nowhere", "self"]));
        for (int i = 0; i < 40; i++)
        {
            File.CreateSymbolicLink(InFolder($"l{i}"), $"l{i + 1}");
        }
        Write(InFolder("l0"), "a long way");
        Assert.That(File.ReadAllText(InFolder("l40")), Is.EqualTo("a long way"));
    }

    [Test]
    public void Names_may_be_as_long_as_the_system_allows([Values(1, 224, 225, 226, 254, 255)] int bytes, [Values("a", "ü", "𝑥")] string letter)
    {
        LinuxSystem.Require();
        int size = Encoding.UTF8.GetByteCount(letter);
        string path = InFolder(string.Concat(Enumerable.Repeat(letter, bytes / size)) + new string('b', bytes % size));
        Write(path, "old");
        Write(path, "new");
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Entries(), Has.Length.EqualTo(1));
        Assert.That(() => Write(path + new string('c', 256 - bytes), "new"), Throws.InstanceOf<IOException>());
        Assert.That(Entries(), Has.Length.EqualTo(1));
    }

    [Test]
    public void What_a_killed_process_left_is_removed_and_what_is_being_written_is_not()
    {
        string path = InFolder("model");
        string[] abandoned = [.. Enumerable.Range(0, 3).Select(_ => TemporaryFile.NameFor(path))];
        string ofAnother = TemporaryFile.NameFor(InFolder("another"));
        foreach (string left in abandoned.Append(ofAnother))
        {
            File.WriteAllText(left, "half");
        }
        using (TemporaryFile living = TemporaryFile.Create(path))
        {
            string name = living.Stream.Name;
            Write(path, "new");
            Assert.That(Entries(), Is.EquivalentTo(["model", Path.GetFileName(name), Path.GetFileName(ofAnother)]));
            living.MoveTo(path);
        }
        Assert.That(File.ReadAllText(path), Is.Empty);
        Assert.That(Entries(), Is.EquivalentTo(["model", Path.GetFileName(ofAnother)]));
    }

    [Test]
    public void A_pipe_that_has_the_name_of_a_temporary_file_stops_nobody()
    {
        LinuxSystem.Require();
        string path = InFolder("model"), pipe = TemporaryFile.NameFor(path);
        LinuxSystem.Run("mkfifo", pipe);
        var write = Task.Run(() => Write(path, "new"));
        bool ends = write.Wait(TimeSpan.FromSeconds(20));
        if (!ends)
        {
            File.ReadAllText(pipe);   // lets it go on
        }
        Assert.That(ends);
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(LinuxSystem.Stat(pipe), Does.StartWith("fifo"));
    }

    /// <summary>Each looks for what killed processes have left, and must not take the others for dead.</summary>
    [Test]
    public void Many_may_write_one_file_at_once()
    {
        string path = InFolder("model");
        Parallel.For(0, 8, writer =>
        {
            for (int i = 0; i < 50; i++)
            {
                Write(path, new string((char)('a' + writer), 10_000));
            }
        });
        string text = File.ReadAllText(path);
        Assert.That(text, Is.EqualTo(new string(text[0], 10_000)));
        Assert.That(Entries(), Is.EqualTo(["model"]));
    }
}
