namespace Agentry.Tests;

/// <summary>The payment server and the scratch files of the crash tests, and the run that nobody interrupted.</summary>
public sealed class CrashDesk : IAsyncLifetime, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private int _tickets;

    internal Payments Payments { get; private set; } = null!;

    internal DeskResult Uninterrupted { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Payments = await Payments.StartAsync();
        Uninterrupted = (await NewTicket("reference").WorkAsync())!;
    }

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Payments?.Dispose();
        _scratch.Dispose();
    }

    internal Ticket NewTicket(string? name = null, string command = "run-desk") =>
        new(name ?? $"t{Interlocked.Increment(ref _tickets)}", _scratch.NewFile(), Payments, command);

    internal string NewFile() => _scratch.NewFile();
}

/// <summary>One test at a time: their processes share two cores with whoever else is there.</summary>
[CollectionDefinition(nameof(CrashDesk))]
public sealed class CrashDeskCollection : ICollectionFixture<CrashDesk>;
