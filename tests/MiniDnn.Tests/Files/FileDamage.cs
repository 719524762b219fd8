namespace MiniDnn.Tests;

/// <summary>What happens to files: a few bytes in one place change, are lost or are added, or the end is missing.</summary>
internal static class FileDamage
{
    public static byte[] InOnePlace(byte[] file, SeededRandom random)
    {
        int at = random.NextInt32(file.Length), length = Math.Min(1 + random.NextInt32(4), file.Length - at);
        byte[] noise = [.. Enumerable.Range(0, length).Select(_ => random.NextInt32(4) == 0 ? (byte)" \"0,:]}"[random.NextInt32(7)] : (byte)random.NextInt32(256))];
        switch (random.NextInt32(6))
        {
            case 0:
                return file[..at];
            case 1:
                return [.. file[..at], .. noise, .. file[at..]];
            case 2:
                return [.. file[..at], .. file[(at + length)..]];
            case 3:
                return [.. file[..at], .. noise, .. file[(at + length)..]];
            case 4:
                return [.. file[..at], .. file[at..(at + length)], .. file[at..]];
            default:
                byte[] flipped = [.. file];
                flipped[at] ^= (byte)(1 << random.NextInt32(8));
                return flipped;
        }
    }
}
