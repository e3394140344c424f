namespace Agentry;

/// <summary>A model did not answer within the time allowed.</summary>
public sealed class ModelTimeoutException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="timeout">The time that was allowed.</param>
    /// <param name="isTotal">True for the whole call, false for one attempt.</param>
    public ModelTimeoutException(TimeSpan timeout, bool isTotal)
        : base(isTotal ? $"The model call took longer than {timeout}, all attempts together." : $"The model did not answer within {timeout}.", FailureClass.Timeout)
    {
        Timeout = timeout;
        IsTotal = isTotal;
    }

    /// <summary>The time that was allowed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>True for the whole call, false for one attempt.</summary>
    public bool IsTotal { get; }
}
