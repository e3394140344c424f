using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What all agents of a host share.</summary>
internal sealed class AgentryRuntime : IDisposable
{
    public AgentryRuntime(
        IServiceProvider services,
        RunStore store,
        TimeProvider time,
        IIdSource ids,
        ILogger logger,
        RunLogKey? signingKey,
        DurabilityOptions? durability = null)
    {
        Services = services;
        Store = store;
        Time = time;
        Ids = ids;
        Logger = logger;
        SigningKey = signingKey?.Key;
        Durability = durability ?? new DurabilityOptions();
        Lease = new StoreLease(NewOwner(), Durability.LeaseDuration);
        Leases = new ActiveRunLeases(this);
    }

    public IServiceProvider Services { get; }

    /// <summary>What takes out of texts what must not be seen; nothing without the services of features.</summary>
    public IReadOnlyList<IContentRedactor> Redactors => field ??= [.. (IEnumerable<IContentRedactor>?)Services.GetService(typeof(IEnumerable<IContentRedactor>)) ?? []];

    public RunStore Store { get; }

    public TimeProvider Time { get; }

    public IIdSource Ids { get; }

    public ILogger Logger { get; }

    public byte[]? SigningKey { get; }

    public DurabilityOptions Durability { get; }

    /// <summary>This process as an owner of runs.</summary>
    public StoreLease Lease { get; }

    public string Owner => Lease.Owner;

    public ActiveRuns Active { get; } = new();

    public ActiveRunLeases Leases { get; }

    public ConversationQueue Conversations { get; } = new();

    public RunLog NewLog(RunKey run, string? correlationId, RunId? previous = null, RunId? takesKeyFrom = null) =>
        new(this, run, correlationId) { PreviousRun = previous, TakesKeyFrom = takesKeyFrom };

    public void Dispose() => Leases.Dispose();

    /// <summary>For people who read the store, machine and process; for the store, never the same again.</summary>
    private static string NewOwner() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
}
