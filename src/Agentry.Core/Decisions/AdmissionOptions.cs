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

    internal bool IsEmpty => !RequireIdentity && RequiredScopes.Count == 0 && RequiredRoles.Count == 0;
}
