namespace Agentry;

/// <summary>Keys under which Agentry registers services.</summary>
public static class AgentryNames
{
    /// <summary>The category under which Core logs.</summary>
    public const string LogCategory = "Agentry";

    /// <summary>The key of an agent's guarded model pipeline, an <see cref="Microsoft.Extensions.AI.IChatClient"/>.</summary>
    public static string ChatClient(string agentName) => $"agentry:{agentName}";
}
