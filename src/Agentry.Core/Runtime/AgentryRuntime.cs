using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What all agents of a host share.</summary>
internal sealed class AgentryRuntime(
    IServiceProvider services, RunStore store, TimeProvider time, IIdSource ids, ILogger logger, RunLogKey? signingKey)
{
    public IServiceProvider Services => services;

    public RunStore Store => store;

    public TimeProvider Time => time;

    public IIdSource Ids => ids;

    public ILogger Logger => logger;

    public byte[]? SigningKey => signingKey?.Key;

    public ActiveRuns Active { get; } = new();

    public ConversationQueue Conversations { get; } = new();

    public RunLog NewLog(RunKey run, string? correlationId) => new(store, run, time, SigningKey, correlationId);
}
