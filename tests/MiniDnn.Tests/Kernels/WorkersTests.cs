using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MiniDnn.Tests;

/// <summary>Helper threads do every part once, are no more than allowed, and have left the job when the call ends, however it ends.</summary>
[NonParallelizable]
internal sealed unsafe class WorkersTests
{
    private const int MaxParts = 64;

    private struct Record
    {
        public fixed int Calls[MaxParts];
        public fixed int Threads[MaxParts];
        public int ThrowsAt;
        public int Running;
    }

    private static void Work(void* context, int part)
    {
        var record = (Record*)context;
        Interlocked.Increment(ref record->Running);
        Interlocked.Increment(ref record->Calls[part]);
        record->Threads[part] = Environment.CurrentManagedThreadId;
        Thread.SpinWait(200);
        Interlocked.Decrement(ref record->Running);
        if (part == record->ThrowsAt)
        {
            throw new InvalidOperationException($"part {part}");
        }
    }

    [Test]
    public void Every_part_is_done_once_by_at_most_as_many_threads_as_allowed()
    {
        for (int round = 0; round < 2_000; round++)
        {
            int parts = 1 + (round % MaxParts), threads = 1 + (round % (Workers.MaxThreads + 2));
            var record = new Record { ThrowsAt = -1 };
            Workers.Run(&Work, &record, parts, threads);
            var seen = new HashSet<int>();
            for (int part = 0; part < MaxParts; part++)
            {
                Assert.That(record.Calls[part], Is.EqualTo(part < parts ? 1 : 0));
                if (part < parts)
                {
                    seen.Add(record.Threads[part]);
                }
            }
            Assert.That(seen, Has.Count.LessThanOrEqualTo(threads));
        }
    }

    [Test]
    public void One_thread_is_the_callers_own()
    {
        var record = new Record { ThrowsAt = -1 };
        Workers.Run(&Work, &record, MaxParts, 1);
        for (int part = 0; part < MaxParts; part++)
        {
            Assert.That(record.Threads[part], Is.EqualTo(Environment.CurrentManagedThreadId));
        }
    }

    [Test]
    public void Helpers_do_take_part_where_there_are_processors()
    {
        Assume.That(Workers.MaxThreads, Is.GreaterThan(1));
        var seen = new HashSet<int>();
        for (int round = 0; round < 10_000 && seen.Count < 2; round++)
        {
            var record = new Record { ThrowsAt = -1 };
            Workers.Run(&Work, &record, MaxParts, 2);
            for (int part = 0; part < MaxParts; part++)
            {
                seen.Add(record.Threads[part]);
            }
        }
        Assert.That(seen, Has.Count.GreaterThan(1));
    }

    [Test]
    public void An_error_in_any_part_comes_out_and_no_one_works_on_afterwards()
    {
        for (int round = 0; round < 2_000; round++)
        {
            int threads = 1 + (round % (Workers.MaxThreads + 1));
            var record = new Record { ThrowsAt = round % MaxParts };
            Record* shared = &record;
            Assert.That(() => Workers.Run(&Work, shared, MaxParts, threads), Throws.InvalidOperationException.With.Message.EqualTo($"part {record.ThrowsAt}"));
            Assert.That(Volatile.Read(ref record.Running), Is.Zero);
            Assert.That(record.Calls[record.ThrowsAt], Is.EqualTo(1));
        }
        Every_part_is_done_once_by_at_most_as_many_threads_as_allowed();
    }

    /// <summary>An interrupt must neither end the wait for helpers nor be lost.</summary>
    [Test]
    public void Interrupts_leave_products_whole_and_stay_pending()
    {
        Matrix<float> a = TestMatrices.Random<float>(150, 160), b = TestMatrices.Random<float>(160, 170, 2), expected = a * b;
        int interrupted = 0;
        bool stop = false;
        var thread = new Thread(() =>
        {
            var c = new Matrix<float>(150, 170);
            while (!Volatile.Read(ref stop))
            {
                a.Multiply(b, c);
                Assert.That(c.AsSpan().SequenceEqual(expected.AsSpan()));
                try
                {
                    Thread.Sleep(0);   // takes an interrupt that is due, and waits for none
                }
                catch (ThreadInterruptedException)
                {
                    interrupted++;
                }
            }
        });
        thread.Start();
        for (int i = 0; i < 1_000; i++)
        {
            thread.Interrupt();
            Thread.SpinWait(2_000);
        }
        Volatile.Write(ref stop, true);
        thread.Join();
        Assert.That(interrupted, Is.GreaterThan(0));
    }

    /// <summary>Helpers that have been idle for some seconds end; a thread that lives for ever would keep the library's code loaded.</summary>
    [Test]
    public void A_library_that_is_unloaded_goes_after_products_that_threads_shared()
    {
        if (typeof(Matrix).Assembly.GetTypes().Any(type => type.FullName!.StartsWith("Coverlet.", StringComparison.Ordinal)))
        {
            Assert.Ignore("Measuring coverage holds the library to the end of the process; the runs on the other vector paths do not measure it.");
        }
        WeakReference context = MultiplyInContextOfItsOwn();
        for (int i = 0; i < 300 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(100);   // waits for another thread to end; nothing is timed
        }
        Assert.That(context.IsAlive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MultiplyInContextOfItsOwn()
    {
        var context = new AssemblyLoadContext("unloaded", isCollectible: true);
        Type matrix = context.LoadFromAssemblyPath(typeof(Matrix).Assembly.Location).GetType("MiniDnn.Matrix`1")!.MakeGenericType(typeof(float));
        object a = Activator.CreateInstance(matrix, 300, 300)!;
        MethodInfo product = matrix.GetMethods().Single(method => method.Name == "op_Multiply" && method.GetParameters().All(parameter => parameter.ParameterType == matrix));
        product.Invoke(null, [a, a]);
        context.Unload();
        return new(context);
    }
}
