namespace Agentry;

/// <summary>A model's reply held an error and nothing else.</summary>
public sealed class ModelErrorException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The provider's code; its text is left out, because it may hold content.</param>
    /// <param name="failureClass">What kind of failure the code stands for.</param>
    public ModelErrorException(string? code, FailureClass failureClass)
        : base($"The model's reply is an error ({code ?? "no code"}).", failureClass) => Code = code;

    /// <summary>The provider's code.</summary>
    public string? Code { get; }
}
