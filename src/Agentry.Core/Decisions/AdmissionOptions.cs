namespace Agentry;

/// <summary>What must hold before a run starts.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Whether the caller must be somebody: a subject other than that of <see cref="AgentCaller.Anonymous"/>.</summary>
    /// <value>False by default.</value>
    public bool RequireIdentity { get; set; }

    /// <summary>Scopes that the caller must hold, all of them.</summary>
    public IList<string> RequiredScopes { get; } = [];

    /// <summary>Roles, one of which the caller must hold.</summary>
    /// <value>Empty by default: none is needed.</value>
    public IList<string> RequiredRoles { get; } = [];

    /// <summary>How often runs may start, by name: each a sliding window, which all processes on the store share.</summary>
    public IDictionary<string, RateOptions> Rates { get; } = new SortedDictionary<string, RateOptions>(StringComparer.Ordinal);

    internal bool IsEmpty => !RequireIdentity && RequiredScopes.Count == 0 && RequiredRoles.Count == 0 && Rates.Count == 0;
}
