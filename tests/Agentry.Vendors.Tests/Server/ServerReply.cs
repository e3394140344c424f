namespace Agentry.Tests;

/// <summary>One scripted HTTP response.</summary>
internal sealed record ServerReply(int Status, string Body)
{
    public bool IsStream { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>True to close the connection before all of the announced body was sent, instead of ending the body.</summary>
    public bool BreaksOff { get; init; }
}
