using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace Agentry;

/// <summary>On whose behalf a run acts. Taken from the host's own authentication; never from what a model says.</summary>
public sealed record AgentCaller
{
    /// <summary>Nobody in particular: no scopes, no roles, the default tenant.</summary>
    public static AgentCaller Anonymous { get; } = new();

    /// <summary>A stable id of the person or service.</summary>
    /// <value><c>anonymous</c> by default.</value>
    [JsonRequired]
    public string Subject { get; init; } = "anonymous";

    /// <summary>The tenant that owns the run and everything it stores. Reads with another tenant find nothing.</summary>
    /// <value>The empty string, the default tenant.</value>
    [JsonRequired]
    public string Tenant { get; init; } = "";

    /// <summary>What the caller may do; compared, by ordinal text, with the scopes that tools require.</summary>
    [JsonRequired]
    [JsonConverter(typeof(StringSetConverter))]
    public IReadOnlySet<string> Scopes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The caller's roles.</summary>
    [JsonRequired]
    [JsonConverter(typeof(StringSetConverter))]
    public IReadOnlySet<string> Roles { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Further facts for policies. They go into the run log: no secrets.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>A caller with a subject and scopes.</summary>
    public static AgentCaller Of(string subject, params IEnumerable<string> scopes) =>
        new() { Subject = subject, Scopes = scopes.ToFrozenSet(StringComparer.Ordinal) };
}
