namespace Agentry;

/// <summary>What a tool promises about being run again: it decides what a retry or a recovery may do.</summary>
public enum ToolEffect
{
    /// <summary>Each run has its effect: never repeated, and an interrupted one has an unknown outcome. The default.</summary>
    NonIdempotent = 0,

    /// <summary>Repeating it with the same idempotency key has the effect once: the tool passes the key on to the system it calls.</summary>
    Keyed,

    /// <summary>Repeating it with the same arguments has the effect once.</summary>
    Idempotent,

    /// <summary>It changes nothing.</summary>
    ReadOnly,
}
