using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A function behind the tool pipeline, for another framework's loop: contract, permissions, limits, ledger and the layers of the features.</summary>
/// <remarks>
/// <para>Thread-safe. It never throws for what a tool or a check does: the model is told in words. It throws when the run store cannot do its
/// work, because an effect that cannot be written down must not happen, and when it is cancelled before the tool began.</para>
/// <para>It does not show the marker of <see cref="ApprovalRequiredAIFunction"/> to the loop around it: approval is decided here, for this call
/// alone. A foreign loop cannot be suspended, so a call that needs a person is refused and the model told so; unless an
/// <see cref="ApprovalGateClient"/> stands above the loop and brings the approval.</para>
/// </remarks>
public sealed class GuardedFunction : DelegatingAIFunction
{
    private readonly AgentPipeline _pipeline;

    /// <summary>Wraps a function.</summary>
    /// <param name="inner">The function.</param>
    /// <param name="pipeline">The layers, of an agent or from <see cref="AgentPipeline.Create"/>.</param>
    /// <param name="configure">Declares what the tool promises; without it, it is taken as <see cref="ToolEffect.NonIdempotent"/>.</param>
    /// <exception cref="AgentryConfigurationException">The options are out of range, or the schema cannot be used.</exception>
    public GuardedFunction(AIFunction inner, AgentPipeline pipeline, Action<ToolBuilder>? configure = null)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        var options = new ToolOptions();
        configure?.Invoke(new ToolBuilder(options));
        var errors = new ConfigurationErrors();
        ToolContract? contract = null;
        errors.Guard($"tool '{inner.Name}'", () => contract = ToolContract.Create(inner, options, pipeline.SchemaValidator));
        errors.ThrowIfAny();
        Contract = contract!;
    }

    internal GuardedFunction(ToolContract contract, AgentPipeline pipeline)
        : base(contract.Function)
    {
        _pipeline = pipeline;
        Contract = contract;
    }

    /// <summary>The tool's contract.</summary>
    public ToolContract Contract { get; }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ApprovalRequiredAIFunction) && RunScope.Current?.HasGate != true ? null : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (RunScope.Current is { } scope)
            return (await scope.Tools.InvokeAsync(_pipeline, Contract, arguments, cancellationToken).ConfigureAwait(false)).Answer;
        RunScope own = RunScope.Implicit(_pipeline);
        await using (own.ConfigureAwait(false))
        {
            ToolOutcome outcome = Contract.Effect == ToolEffect.NonIdempotent && !Contract.AllowWithoutScope
                ? await own.Tools.RefuseAsync(Contract, ToolRefusalCodes.NoScope, ToolMessages.NoScope(Name)).ConfigureAwait(false)
                : await own.Tools.InvokeAsync(_pipeline, Contract, arguments, cancellationToken).ConfigureAwait(false);
            return outcome.Answer;
        }
    }
}
