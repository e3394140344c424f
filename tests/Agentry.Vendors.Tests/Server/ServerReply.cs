namespace Agentry.Tests;

/// <summary>One scripted HTTP response.</summary>
internal sealed record ServerReply(int Status, string Body)
{
    public bool IsStream { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>True to reset the connection after the body instead of ending it.</summary>
    public bool Aborts { get; init; }
}
