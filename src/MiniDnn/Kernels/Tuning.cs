namespace MiniDnn.Kernels;

/// <summary>The numbers that kernels are tuned by, each with what chose it.</summary>
/// <remarks>
/// Measured by comparison, in turns with builds that have another number, on two cores with AVX-512 and 1 MiB of second-level cache each;
/// "flat" is no more than 2 %. A number is not worth tuning finer than that.
/// </remarks>
internal static class Tuning
{
    /// <summary>A thread is worth its hand-over for so many multiplications. Flat from half to twice (64³ to 128³).</summary>
    public const long ThreadWork = 500_000;

    /// <summary>Few rows of C take as long as B takes to be read; a thread is worth its hand-over for so many bytes of B. Flat from half to
    /// twice (a row of 784×512).</summary>
    public const long ThreadBytes = 400_000;

    /// <summary>
    /// Large products have parts of so many multiplications: more parts than threads, so that a thread held up has fewer to do. Flat from a
    /// quarter to four times on a quiet machine (512³, 2 threads); on a busy one twice as many cost 8 to 40 %.
    /// </summary>
    public const long PartWork = 4_000_000;

    /// <summary>The most parts for each thread. One and eight are within the noise of 4 % on a quiet machine (512³, 2 threads).</summary>
    public const int MaxPartsOfThread = 4;

    /// <summary>The bytes of a cache line: parts of C that threads write end where one does, and panels start where one does.</summary>
    public const int CacheLine = 64;

    /// <summary>Parts of rows end where tiles of this height do.</summary>
    public const int GrainRows = 8;

    /// <summary>A·Bᵀ is computed as inner products up to so many rows of C: transposing B would cost more than the product.</summary>
    public const int InnerProductRows = 4;

    /// <summary>KC: the rows of a packed block of B. Half costs 3 % (512³); twice gains 3 % there with caches as large as these.</summary>
    public const int KC = 256;

    /// <summary>For a packed block of B: three quarters of a second-level cache of 1 MiB, which leaves room for A and C. A third of it
    /// is flat (512³).</summary>
    public const int BlockBytes = 768 * 1024;

    /// <summary>For a packed panel of A. Half costs 11 % (512³).</summary>
    public const int PanelBytes = 128 * 1024;

    /// <summary>
    /// B is read where it lies while it is not larger than this and its rows are contiguous. A quarter costs 3 % (256³), four times is
    /// flat.
    /// </summary>
    public const int UnpackedBytes = 512 * 1024;

    /// <summary>B is read where it lies when C has fewer rows than this: copying it would not pay. Flat from a third to twice
    /// (128³).</summary>
    public const int PackingRows = 96;

    /// <summary>
    /// The product of a row goes through B strip by strip up to this size, and row by row beyond. A quarter costs 7 % (1000²); eight times
    /// as much is within the noise.
    /// </summary>
    public const int CachedBytes = 1024 * 1024;

    /// <summary>The rows of B that are added to a row of C in one pass, which reads and writes it once for all of them.</summary>
    public const int StreamedRows = 8;

    /// <summary>The columns of a row of C that stay in the first-level cache from pass to pass. An eighth costs 13 % (784×512), four times
    /// is flat.</summary>
    public const int StreamedColumns = 2048;

    /// <summary>Columns of a Gram matrix that are computed together.</summary>
    public const int GramColumns = 48;

    /// <summary>
    /// Numbers that are added up plainly before their sum is added with the error kept: the errors of so few hardly show. A quarter
    /// costs 15 % of column means (10⁶ rows).
    /// </summary>
    public const int PlainSum = 64;

    /// <summary>Rows of no more numbers are added up one by one: gathering a sum from the lanes of a vector takes longer. Half
    /// is flat, 12 cost 8 % (rows of 10).</summary>
    public const int SumScalarColumns = 8;

    /// <summary>Of so few numbers the largest is found one by one: a vector of them has to be filled up first. A row of 10 in a
    /// vector takes a third of the time.</summary>
    public const int MaxScalarColumns = 4;

    /// <summary>From so many numbers on a loop without branches finds faster that all are finite than one that stops at the first that
    /// is not: 11 ns for 320 instead of 18, 5 each for 65.</summary>
    public const int FiniteLoopLength = 256;

    /// <summary>
    /// Rows of so many vectors are added up to column sums in their order in memory; narrower ones strip by strip, in registers.
    /// </summary>
    public const int SumWideVectors = 2;

    /// <summary>
    /// Columns that are added up from the first row to the last before the next ones are: their sums and errors stay in the cache. An
    /// eighth costs 7 %, eight times is flat (10×1,000).
    /// </summary>
    public const int SumColumns = 512;

    /// <summary>Rows from this length on are added up one by one, shorter ones as one sequence.</summary>
    public const int SumWideRows = 64;

    /// <summary>From this size on element-wise results are written past the caches, which would not hold them anyway.</summary>
    public const long StreamingBytes = 8 << 20;

    /// <summary>How often a helper thread looks for work before it sleeps.</summary>
    public const int HelperSpins = 300;

    /// <summary>How often a caller looks whether a helper is done before it offers its processor to others.</summary>
    public const int ReleaseSpins = 10;

    /// <summary>
    /// A helper thread that has had nothing to do for so many milliseconds ends, so that an unloaded library leaves no thread.
    /// </summary>
    public const int IdleMilliseconds = 5_000;

    /// <summary>
    /// Up to so many columns a block of rows is folded into a triangle by one reflection at a time, more by panels of four.
    /// </summary>
    public const int SingleReflectionColumns = 32;

    /// <summary>A block of columns that every step goes through stays in the first cache, of 32 KiB and more, …</summary>
    public const int FirstCacheBytes = 32 * 1024;

    /// <summary>… one that is worked on by panels, four columns at a time, in the second.</summary>
    public const int SecondCacheBytes = 256 * 1024;
}
