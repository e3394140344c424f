using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Checks the limits of a single request; those of an agent are checked with its options.</summary>
[OptionsValidator]
internal sealed partial class RunLimitsValidator : IValidateOptions<RunLimits>
{
    private static readonly RunLimitsValidator Instance = new();

    /// <exception cref="AgentryException">A limit is out of its range.</exception>
    public static void Check(RunLimits? limits)
    {
        if (limits is not null && Instance.Validate(null, limits) is { Failed: true } result)
            throw new AgentryException($"The limits of the request are not usable: {result.FailureMessage}", FailureClass.InvalidRequest);
    }
}
