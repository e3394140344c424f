using System.Security.Cryptography;

namespace Agentry.Benchmarks;

/// <summary>
/// A fixed piece of work of the kind that a turn is made of, to tell how fast the machine is just now: four SHA-256 of 1 KB, one of which
/// runs on a thread of the pool that is waited for, over fresh memory.
/// </summary>
internal static class Probe
{
    /// <summary>
    /// Microseconds that one probe takes on the machine for which the aims were set, when it is quiet: 3.0 for four hashes, 0.6 for the
    /// way to another thread and back. An aim of 15 us is therefore 4.2 probes, and a machine that is twice as slow for the probe may take
    /// twice as long for the turn.
    /// </summary>
    public const double Quiet = 3.6;

    private const int Kilobyte = 1024;

    /// <summary>How many times as long as on a quiet machine a batch of probes took.</summary>
    public static double Slowness(Sample batch, int times) => batch.Microseconds / times / Quiet;

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
