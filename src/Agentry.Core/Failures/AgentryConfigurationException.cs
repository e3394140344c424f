namespace Agentry;

/// <summary>The registration or the configuration is wrong. All errors are reported together, each naming the thing and the fix.</summary>
public sealed class AgentryConfigurationException : AgentryException
{
    /// <summary>Creates the exception from the errors found.</summary>
    public AgentryConfigurationException(IReadOnlyList<string> errors)
        : base(Describe(errors), FailureClass.Refused) => Errors = errors;

    /// <summary>One sentence per error.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string Describe(IReadOnlyList<string> errors) => errors.Count switch
    {
        1 => $"Agentry is not configured correctly: {errors[0]}",
        _ => $"Agentry is not configured correctly, {errors.Count} errors:{Environment.NewLine}- "
            + string.Join(Environment.NewLine + "- ", errors),
    };
}
