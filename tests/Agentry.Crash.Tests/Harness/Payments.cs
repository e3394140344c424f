using System.Text.Json;

namespace Agentry.Tests;

/// <summary>The payment server of a test, in its own process, and what it counted.</summary>
internal sealed class Payments : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly ChildProcess _process;

    private Payments(ChildProcess process, string port)
    {
        _process = process;
        Port = port;
    }

    public string Port { get; }

    /// <param name="before">Milliseconds that a request waits before its effect.</param>
    /// <param name="after">Milliseconds that the answer waits after it.</param>
    public static async Task<Payments> StartAsync(int before = 2, int after = 2)
    {
        var process = new ChildProcess("payments", $"{before}", $"{after}");
        string line = await process.ReadLineAsync() ?? throw new InvalidOperationException(await process.Errors);
        return new Payments(process, line["port ".Length..]);
    }

    public async Task<IReadOnlyList<PaymentEntry>> EffectsAsync(string? ticket = null)
    {
        string json = await Client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/effects"));
        return [.. JsonSerializer.Deserialize<PaymentEntry[]>(json)!.Where(e => ticket is null || e.Target.Contains($"/{ticket}/", StringComparison.Ordinal))];
    }

    public void Dispose() => _process.Dispose();
}
