using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace MiniDnn.Kernels;

/// <summary>
/// Threads that help with the parts of a job: they spin a little for the next one, then sleep, and end when nothing comes.
/// </summary>
/// <remarks>
/// Handing over and joining takes about a microsecond and allocates nothing. All who work on a job claim its parts one by one, so a helper
/// that comes late costs nothing; one that has not come when the parts are used up is called back. A helper that works for one caller is
/// not there for another, so any number of threads may multiply at once, and none waits for another's product.
/// <para>Whatever happens, no helper works on a job any more when <see cref="Run"/> returns or throws: the job lies on the caller's stack
/// and its operands are pinned only so long. So the caller waits in ways that nothing interrupts, and what a helper throws comes out of
/// the call.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The helper's own thread disposes of the event when it ends.")]
internal sealed unsafe class Workers
{
    private const int Idle = 0, Sleeping = 1, Called = 2, Working = 3;

    /// <summary>A set of 64 bits holds who was called.</summary>
    private const int MaxHelpers = 63;

    private static readonly int HelperCount = Math.Clamp(Environment.ProcessorCount - 1, 0, MaxHelpers);

    // not made by a static constructor, which would fail for ever after memory had run out in it once
    private static Workers?[]? _helpers;

    private readonly AutoResetEvent _wake = new(initialState: false);
    private Job* _job;
    private Exception? _error;
    private int _state;
    private int _taken = 1;
    private bool _slept;
    private bool _late;

    /// <summary>The most threads that work on a job.</summary>
    public static int MaxThreads => HelperCount + 1;

    /// <summary>Calls <paramref name="work"/> with the context and each part number, and returns when all parts are done.</summary>
    /// <param name="work">The work on one part.</param>
    /// <param name="context">What the work is done on; it need not outlive the call.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="threads">At most so many threads, the caller's included.</param>
    public static void Run(delegate*<void*, int, void> work, void* context, int parts, int threads)
    {
        Workers?[] helpers = Helpers;
        var job = new Job { Work = work, Context = context, Parts = parts };
        ulong called = 0;
        Exception? error = null;
        try
        {
            for (int i = 0; i < helpers.Length && BitOperations.PopCount(called) < threads - 1; i++)
            {
                if (Take(i) is { } helper)
                {
                    called |= 1UL << i;
                    helper.Call(&job);
                }
            }
            job.Run();
        }
        finally
        {
            job.Stop();
            for (; called != 0; called &= called - 1)
            {
                error = helpers[BitOperations.TrailingZeroCount(called)]!.Release() ?? error;
            }
        }
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private static Workers?[] Helpers
    {
        get
        {
            if (Volatile.Read(ref _helpers) is null)
            {
                Interlocked.CompareExchange(ref _helpers, new Workers?[HelperCount], null);
            }
            return _helpers!;
        }
    }

    /// <summary>The helper of that number, made where there is none yet; null where it works for another or can't be had.</summary>
    private static Workers? Take(int index)
    {
        if (Volatile.Read(ref Helpers[index]) is { } helper)
        {
            return Volatile.Read(ref helper._taken) == 0 && Interlocked.Exchange(ref helper._taken, 1) == 0 ? helper : null;
        }
        return Start(index);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Workers? Start(int index)
    {
        try
        {
            var helper = new Workers();
            if (Interlocked.CompareExchange(ref Helpers[index], helper, null) is not null)
            {
                return null;
            }
            try
            {
                new Thread(() => helper.Serve(index)) { IsBackground = true, Name = "MiniDnn" }.UnsafeStart();
                return helper;
            }
            catch
            {
                Volatile.Write(ref Helpers[index], null);
                throw;
            }
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // no memory or no thread for a helper: one helper less, and the caller does its share
            return null;
        }
    }

    private void Call(Job* job)
    {
        _job = job;
        _slept = Interlocked.Exchange(ref _state, Called) == Sleeping;
        if (_slept)
        {
            _wake.Set();
        }
    }

    /// <summary>Calls the helper back if it has not begun, else waits until it is done; then others can have it.</summary>
    /// <returns>What the helper threw, or null.</returns>
    private Exception? Release()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Called) == Called)
        {
            Volatile.Write(ref _late, !_slept);
        }
        else
        {
            // neither of these two can be interrupted, unlike a SpinWait, which sleeps
            for (int i = 0; Volatile.Read(ref _state) == Working; i++)
            {
                if (i < Tuning.ReleaseSpins)
                {
                    Thread.SpinWait(4);
                }
                else
                {
                    Thread.Yield();
                }
            }
        }
        Exception? error = _error;
        _error = null;
        Volatile.Write(ref _taken, 0);
        return error;
    }

    private void Serve(int index)
    {
        try
        {
            while (Await())
            {
                if (Interlocked.CompareExchange(ref _state, Working, Called) == Called)
                {
                    Work();
                }
            }
        }
        catch (OutOfMemoryException)
        {
            // the first wait of a thread allocates; who has called gets its job back and does it alone
            while (Interlocked.Exchange(ref _taken, 1) != 0)
            {
                Thread.SpinWait(4);
            }
        }
        Volatile.Write(ref Helpers[index], null);
        _wake.Dispose();
    }

    private void Work()
    {
        try
        {
            _job->Run();
        }
        catch (Exception e)
        {
            _job->Stop();
            _error = e;
        }
        Volatile.Write(ref _state, Idle);
    }

    /// <summary>Waits for a call.</summary>
    /// <returns>False where none came for so long that the helper ends; then no one can take it any more.</returns>
    private bool Await()
    {
        // one that came late though it did not sleep shares its processor with the caller; woken from sleep, it gets one that is free
        int spins = _late ? 0 : Tuning.HelperSpins;
        _late = false;
        for (int i = 0; i < spins; i++)
        {
            if (Volatile.Read(ref _state) == Called)
            {
                return true;
            }
            Thread.SpinWait(4);
            if (i % 16 == 15)
            {
                Thread.Yield();
            }
        }
        if (Interlocked.CompareExchange(ref _state, Sleeping, Idle) != Idle)
        {
            return true;
        }
        while (Volatile.Read(ref _state) == Sleeping)
        {
            if (!_wake.WaitOne(Tuning.IdleMilliseconds) && Interlocked.Exchange(ref _taken, 1) == 0)
            {
                return false;
            }
        }
        return true;
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

        /// <summary>Leaves the parts that no one has claimed undone.</summary>
        public void Stop() => Volatile.Write(ref _claimed, Parts);
    }
}
