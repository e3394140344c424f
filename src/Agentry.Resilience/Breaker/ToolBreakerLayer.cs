namespace Agentry;

/// <summary>Refuses calls of a tool that is down, before their intent is written.</summary>
/// <remarks>Not for child agents, whose runs have their own breakers.</remarks>
internal sealed class ToolBreakerLayer(BreakerOptions options, ResilienceRuntime runtime) : IToolLayer
{
    /// <summary>The code of the refusal.</summary>
    public const string CircuitOpen = "circuit_open";

    private readonly BreakerSettings _settings = BreakerSettings.Of(options);

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (!options.Enabled || context.Contract.IsAgent)
            return await next(context, cancellationToken).ConfigureAwait(false);
        ToolContract tool = context.Contract;
        BreakerPass pass;
        try
        {
            pass = await runtime.Breakers.Get((tool.Name, tool.Version), tool.Name, _settings).EnterAsync(context.Run).ConfigureAwait(false);
        }
        catch (CircuitOpenException e)
        {
            return ToolOutcome.Refuse(
                CircuitOpen, $"The call to {tool.Name} was not run: the service behind it has failed repeatedly. Do without it, or try it later.", e);
        }

        await using (pass.ConfigureAwait(false))
        {
            ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested)
                await ReportAsync(pass, outcome).ConfigureAwait(false);
            return outcome;
        }
    }

    private ValueTask ReportAsync(BreakerPass pass, ToolOutcome outcome) => outcome.Kind switch
    {
        ToolOutcomeKind.Succeeded => pass.SucceedAsync(),
        ToolOutcomeKind.Failed or ToolOutcomeKind.Unknown => pass.FailAsync(ToolFailures.Describe(outcome, runtime.Time)),
        _ => default,
    };
}
