namespace Agentry;

/// <summary>What has a window of its own under a rate.</summary>
public enum RateScope
{
    /// <summary>The tenant as a whole. Windows of different tenants are apart in any case.</summary>
    Tenant = 0,

    /// <summary>Each tool.</summary>
    Tool,

    /// <summary>Each agent.</summary>
    Agent,

    /// <summary>Each caller.</summary>
    User,
}
