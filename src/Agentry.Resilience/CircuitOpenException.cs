namespace Agentry;

/// <summary>A call was not made, because the model's circuit breaker is open: it failed too often just before.</summary>
public sealed class CircuitOpenException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="dependency">What is down.</param>
    /// <param name="retryAfter">When the next probe is allowed; null when a probe is under way.</param>
    public CircuitOpenException(string dependency, TimeSpan? retryAfter)
        : base($"The circuit of '{dependency}' is open: it failed too often just before, and calls to it fail at once until a probe succeeds.", FailureClass.Transient)
    {
        Dependency = dependency;
        RetryAfter = retryAfter;
    }

    /// <summary>What is down.</summary>
    public string Dependency { get; }

    /// <summary>When the next probe is allowed.</summary>
    public TimeSpan? RetryAfter { get; }
}
