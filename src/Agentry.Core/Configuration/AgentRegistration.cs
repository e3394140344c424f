using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What was registered for one agent.</summary>
internal sealed class AgentRegistration(string name) : LevelRegistration
{
    public string Name { get; } = name;

    public List<ToolRegistration> Tools { get; } = [];

    /// <summary>The key of the model's client among the services; null for the unkeyed one.</summary>
    public string? ChatClientKey { get; set; }

    public Func<IServiceProvider, IChatClient>? ChatClient { get; set; }

    public ChatOptions? ChatOptions { get; set; }
}

/// <summary>A tool and what was declared about it.</summary>
internal sealed record ToolRegistration(Func<IServiceProvider, AIFunction> Create, Action<ToolOptions> Configure);
