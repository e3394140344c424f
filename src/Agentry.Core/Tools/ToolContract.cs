using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What a tool takes, returns and promises. Made once per tool; immutable and thread-safe.</summary>
public sealed class ToolContract
{
    private ToolContract(AIFunction function, ToolOptions options, CompiledSchema arguments, CompiledSchema? result)
    {
        Function = function;
        AsksAssessment = options.AskAssessment;
        Declaration = new ToolDeclaration(function, AsksAssessment);
        RiskOf = options.RiskOf;
        ArgumentsSchema = arguments;
        ResultSchema = result;
        Effect = options.Effect;
        Risk = options.Risk ?? (options.Effect == ToolEffect.ReadOnly ? RiskTier.Low : RiskTier.Medium);
        Reversible = options.Reversible;
        Timeout = options.Timeout;
        Coercions = options.Coerce;
        RequiredScopes = options.RequiredScopes.ToFrozenSet(StringComparer.Ordinal);
        AllowWithoutScope = options.AllowWithoutScope;
        AllowRepeatAfterUnknown = options.AllowRepeatAfterUnknown;
        FailsWhen = options.FailsWhen;
        WhenUnknown = options.WhenUnknown;
        Probe = options.Probe;
        CostOf = options.CostOf ?? (options.Cost is { } cost ? _ => cost : null);
        IsAgent = function.GetService<AgentFunction>() is not null;
        RequiresApproval = function.GetService<ApprovalRequiredAIFunction>() is not null;
        Actor = $"tool:{function.Name}";
        Version = ComputeVersion();
    }

    /// <summary>The tool's name.</summary>
    public string Name => Function.Name;

    /// <summary>What the model is told about it.</summary>
    public string Description => Function.Description;

    /// <summary>The function behind the contract. Invoking it goes around every layer.</summary>
    public AIFunction Function { get; }

    /// <summary>What the tool promises about being run again.</summary>
    public ToolEffect Effect { get; }

    /// <summary>How much harm a wrong call can do.</summary>
    public RiskTier Risk { get; }

    /// <summary>Whether its effect can be undone.</summary>
    public bool Reversible { get; }

    /// <summary>Longest wall time of one execution; null leaves it to the run's limits.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Which slips of a model in the arguments are mended.</summary>
    public Coercions Coercions { get; }

    /// <summary>Scopes that the caller must hold.</summary>
    public IReadOnlySet<string> RequiredScopes { get; }

    /// <summary>What a run does when nobody knows whether the tool had its effect.</summary>
    public UnknownOutcomeHandling WhenUnknown { get; }

    /// <summary>A hash over name, schemas and promises: two contracts with the same version accept and promise the same.</summary>
    public string Version { get; }

    /// <summary>What the model sees: no function that anybody below us could invoke.</summary>
    internal AIFunctionDeclaration Declaration { get; }

    /// <summary>How the log names it as the cause of an event.</summary>
    internal string Actor { get; }

    internal CompiledSchema ArgumentsSchema { get; }

    internal CompiledSchema? ResultSchema { get; }

    internal bool AllowWithoutScope { get; }

    internal bool AllowRepeatAfterUnknown { get; }

    internal bool RequiresApproval { get; }

    internal bool AsksAssessment { get; }

    internal Func<IReadOnlyDictionary<string, object?>, RiskTier>? RiskOf { get; }

    /// <summary>True for an agent as a tool: its calls are child runs.</summary>
    public bool IsAgent { get; }

    internal Func<object?, bool>? FailsWhen { get; }

    internal Func<ToolCallContext, CancellationToken, ValueTask<CallSettlement?>>? Probe { get; }

    internal Func<ToolCallContext, decimal>? CostOf { get; }

    internal static ToolContract Create(AIFunction function, ToolOptions options)
    {
        JsonElement arguments = options.AllowExtraArguments ? function.JsonSchema : ContractSchema.Close(function.JsonSchema);
        CompiledSchema? result = function.ReturnJsonSchema is { } schema ? CompiledSchema.Compile(schema) : null;
        return new ToolContract(function, options, CompiledSchema.Compile(arguments), result);
    }

    /// <summary>True when the caller may know of the tool.</summary>
    internal bool IsVisibleTo(AgentCaller caller) => RequiredScopes.Count == 0 || RequiredScopes.IsSubsetOf(caller.Scopes);

    private string ComputeVersion()
    {
        string text = $"{Name}\n{Description}\n{ArgumentsSchema.Hash}\n{ResultSchema?.Hash}\n{Effect}\n{Risk}\n{Reversible}\n{RequiresApproval}\n{(AsksAssessment ? "assessed\n" : "")}"
            + string.Join(' ', RequiredScopes.Order(StringComparer.Ordinal))
            + (Coercions == Coercions.None ? "" : $"\n{Coercions}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
