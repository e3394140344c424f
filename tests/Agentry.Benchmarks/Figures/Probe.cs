using System.Security.Cryptography;

namespace Agentry.Benchmarks;

/// <summary>
/// A fixed piece of work of the kind that a turn is made of, to tell how fast the machine is just now: four SHA-256 of 1 KB, one of which
/// runs on a thread of the pool that is waited for, over fresh memory.
/// </summary>
internal static class Probe
{
    private const int Kilobyte = 1024;

    public static async Task RunAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            byte[] data = new byte[Kilobyte];
            for (int hashes = 0; hashes < 3; hashes++)
                SHA256.HashData(data).CopyTo(data, 0);
            await Task.Run(() => SHA256.HashData(data));
        }
    }
}
