namespace MiniDnn.Kernels;

/// <summary>Threads that help with the parts of a product: they spin a little for the next, then sleep. Handing over and joining takes about a microsecond and allocates nothing.</summary>
/// <remarks>All who work on a job claim its parts one by one, so a helper that comes late costs nothing; one that has not come when the parts are used up is called back.
/// A helper that works for one caller is not there for another, so any number of threads may multiply at once, and none waits for another's product.</remarks>
internal sealed unsafe class Workers
{
    private const int Idle = 0, Sleeping = 1, Called = 2, Working = 3;
    private const int Spins = 300;
    private const int MaxHelpers = 63;

    private static readonly Workers?[] Helpers = new Workers?[Math.Clamp(Environment.ProcessorCount - 1, 0, MaxHelpers)];

    private readonly object _gate = new();
    private Job* _job;
    private int _state;
    private int _taken;
    private bool _slept;
    private bool _late;

    /// <summary>The most threads that work on a job.</summary>
    public static int MaxThreads => Helpers.Length + 1;

    /// <summary>Calls <paramref name="work"/> with the context and each part number below <paramref name="parts"/>, on at most so many threads, and returns when all are done.</summary>
    public static void Run(delegate*<void*, int, void> work, void* context, int parts, int threads)
    {
        var job = new Job { Work = work, Context = context, Parts = parts };
        ulong called = 0;
        for (int i = 0; i < Helpers.Length && BitOperations.PopCount(called) < threads - 1; i++)
        {
            if (Take(i) is { } helper)
            {
                helper.Call(&job);
                called |= 1UL << i;
            }
        }
        job.Run();
        for (; called != 0; called &= called - 1)
        {
            Helpers[BitOperations.TrailingZeroCount(called)]!.Release();
        }
    }

    private static Workers? Take(int index)
    {
        if (Helpers[index] is not { } helper)
        {
            helper = new() { _taken = 1 };
            if (Interlocked.CompareExchange(ref Helpers[index], helper, null) is not null)
            {
                return null;
            }
            new Thread(helper.Serve) { IsBackground = true, Name = "MiniDnn" }.UnsafeStart();
            return helper;
        }
        return Volatile.Read(ref helper._taken) == 0 && Interlocked.Exchange(ref helper._taken, 1) == 0 ? helper : null;
    }

    private void Call(Job* job)
    {
        _job = job;
        _slept = Interlocked.Exchange(ref _state, Called) == Sleeping;
        if (_slept)
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Calls the helper back if it has not begun, else waits until it is done; then others can have it.</summary>
    private void Release()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Called) == Called)
        {
            Volatile.Write(ref _late, !_slept);
        }
        else
        {
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _state) == Working)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
        Volatile.Write(ref _taken, 0);
    }

    private void Serve()
    {
        while (true)
        {
            Await();
            if (Interlocked.CompareExchange(ref _state, Working, Called) == Called)
            {
                _job->Run();
                Volatile.Write(ref _state, Idle);
            }
        }
    }

    private void Await()
    {
        // one that came late though it did not sleep shares its processor with the caller; woken from sleep, it gets one that is free
        int spins = _late ? 0 : Spins;
        _late = false;
        for (int i = 0; i < spins; i++)
        {
            if (Volatile.Read(ref _state) == Called)
            {
                return;
            }
            Thread.SpinWait(4);
            if (i % 16 == 15)
            {
                Thread.Yield();
            }
        }
        lock (_gate)
        {
            if (Interlocked.CompareExchange(ref _state, Sleeping, Idle) == Idle)
            {
                while (Volatile.Read(ref _state) == Sleeping)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }

    private struct Job
    {
        public delegate*<void*, int, void> Work;
        public void* Context;
        public int Parts;
        private int _claimed;

        public void Run()
        {
            int part;
            while ((part = Interlocked.Increment(ref _claimed) - 1) < Parts)
            {
                Work(Context, part);
            }
        }
    }
}
