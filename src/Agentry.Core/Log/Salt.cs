using System.Security.Cryptography;

namespace Agentry;

/// <summary>Random salts, each given out once. One draw from the system costs as much for sixteen salts as for one.</summary>
internal static class Salt
{
    private const int Drawn = 16 * StoredBlob.SaltSize;

    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    public static void Fill(Span<byte> salt)
    {
        byte[] bytes = drawn ??= new byte[Drawn];
        if (left == 0)
        {
            RandomNumberGenerator.Fill(bytes);
            left = Drawn;
        }

        left -= StoredBlob.SaltSize;
        Span<byte> next = bytes.AsSpan(left, StoredBlob.SaltSize);
        next.CopyTo(salt);
        next.Clear();
    }
}
