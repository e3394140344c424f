using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The client that a model layer is composed around, and the way to compose the stages further in around another one.</summary>
/// <remarks>For layers that choose a model: each client then has its own retries, limits, budget and timeouts.</remarks>
public sealed class ModelTarget
{
    private readonly Func<ModelTarget, IChatClient> _compose;

    internal ModelTarget(IChatClient client, string? serviceKey, Func<ModelTarget, IChatClient> compose)
    {
        Client = client;
        ServiceKey = serviceKey;
        _compose = compose;
    }

    /// <summary>The client at the end of the pipeline, without any layer.</summary>
    public IChatClient Client { get; }

    /// <summary>The key under which the client was found among the services; null for the agent's own.</summary>
    public string? ServiceKey { get; }

    /// <summary>The stages further in than this layer, around another client.</summary>
    /// <param name="client">The other client.</param>
    /// <param name="serviceKey">The key it was found under.</param>
    public IChatClient Compose(IChatClient client, string serviceKey) => _compose(new ModelTarget(client, serviceKey, _compose));
}
