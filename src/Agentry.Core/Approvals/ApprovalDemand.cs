using System.Text.Json.Serialization;

namespace Agentry;

/// <summary>Who must agree before a call may run.</summary>
public sealed record ApprovalDemand
{
    /// <summary>Anybody but the requester, once.</summary>
    public static ApprovalDemand Anybody { get; } = new();

    /// <summary>Roles of <see cref="AgentCaller.Roles"/>, one of which an approver must hold.</summary>
    /// <value>Empty by default: whoever reaches the inbox.</value>
    [JsonRequired]
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How many different people.</summary>
    /// <value>1 by default.</value>
    [JsonRequired]
    public int Quorum { get; init; } = 1;

    internal bool Entitles(IReadOnlyCollection<string> roles) => Groups.Count == 0 || Groups.Any(roles.Contains);

    internal bool IsLike(ApprovalDemand other) => Groups.Count == other.Groups.Count && Groups.All(other.Groups.Contains);
}
