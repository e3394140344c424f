using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A function behind the tool pipeline, for another framework's loop: contract, permissions, limits, ledger and the layers of the features.</summary>
/// <remarks>
/// Thread-safe. It never throws for what a tool or a check does: the model is told in words. It does not show the marker of
/// <see cref="ApprovalRequiredAIFunction"/> to the loop around it, because approval is decided here, for this call alone.
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
        errors.Guard($"tool '{inner.Name}'", () => contract = ToolContract.Create(inner, options));
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
        serviceType == typeof(ApprovalRequiredAIFunction) ? null : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (RunScope.Current is { } scope)
            return (await scope.InvokeAsync(Contract, arguments, cancellationToken).ConfigureAwait(false)).Answer;
        if (Contract.Effect == ToolEffect.NonIdempotent && !Contract.AllowWithoutScope)
        {
            return $"The call to {Name} was not run: it has an effect that must not repeat and needs a run scope. "
                + "The host begins one with RunScope.Begin around the request, or sets AllowWithoutScope for this tool.";
        }

        RunScope own = RunScope.Implicit(_pipeline);
        await using (own.ConfigureAwait(false))
            return (await own.InvokeAsync(Contract, arguments, cancellationToken).ConfigureAwait(false)).Answer;
    }
}
