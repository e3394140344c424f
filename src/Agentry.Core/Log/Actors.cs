namespace Agentry;

/// <summary>Who causes events.</summary>
internal static class Actors
{
    public const string Model = "model";
    public const string Agentry = "agentry";

    public static string Caller(AgentCaller caller) => $"caller:{caller.Subject}";
}
