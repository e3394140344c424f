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
    private static readonly JsonElement Anything = JsonDocument.Parse("true").RootElement.Clone();

    private ToolContract(AIFunction function, ToolOptions options, CheckedSchema arguments, CheckedSchema? result)
    {
        Function = function;
        AsksAssessment = options.AskAssessment;
        Declaration = new ToolDeclaration(function, AsksAssessment);
        RiskOf = options.RiskOf;
        ArgumentsCheck = arguments;
        ResultCheck = result;
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

    /// <summary>
    /// What arguments are held to: the function's schema, closed against undeclared arguments unless <see cref="ToolOptions.AllowExtraArguments"/> is set.
    /// </summary>
    public JsonElement ArgumentsSchema => ArgumentsCheck.Json;

    /// <summary>What results are held to; null where the function declares nothing.</summary>
    public JsonElement? ResultSchema => ResultCheck?.Json;

    /// <summary>What the model sees: no function that anybody below us could invoke.</summary>
    internal AIFunctionDeclaration Declaration { get; }

    /// <summary>How the log names it as the cause of an event.</summary>
    internal string Actor { get; }

    internal CheckedSchema ArgumentsCheck { get; }

    internal CheckedSchema? ResultCheck { get; }

    /// <summary>
    /// Which parts of the schema a provider's strict mode refuses, or drops so that the model is not held to them. Calls are always held to the whole schema.
    /// </summary>
    /// <exception cref="SchemaCompileException">The schema is too large or too deep to look at.</exception>
    public IReadOnlyList<StrictModeFinding> CheckStrictMode(StrictModeProfile profile) => StrictModeLint.Check(Declaration.JsonSchema, profile);

    /// <summary>What changed for those who know an older contract of the tool. Only the schemas are compared; promises are in <see cref="Version"/>.</summary>
    /// <exception cref="SchemaCompileException">One of the schemas is only understood by the validator that the host put in place of ours.</exception>
    public ContractComparison CompareWith(ToolContract older)
    {
        ArgumentNullException.ThrowIfNull(older);
        return CompareWith(older.ArgumentsSchema, older.ResultSchema);
    }

    /// <summary>What changed for those who know older schemas, such as those that a build has on record.</summary>
    /// <param name="olderArguments">What <see cref="ArgumentsSchema"/> was.</param>
    /// <param name="olderResult">What <see cref="ResultSchema"/> was.</param>
    /// <exception cref="SchemaCompileException">One of the schemas is not one that our validator takes.</exception>
    public ContractComparison CompareWith(JsonElement olderArguments, JsonElement? olderResult = null) => new()
    {
        Arguments = SchemaCompatibility.Compare(CompiledSchema.Compile(olderArguments), CompiledSchema.Compile(ArgumentsSchema)),

        // The other way round: here the newer contract is the one that sends.
        Result = SchemaCompatibility.Compare(CompiledSchema.Compile(ResultSchema ?? Anything), CompiledSchema.Compile(olderResult ?? Anything)),
    };

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

    /// <exception cref="AgentryConfigurationException">A schema cannot be used.</exception>
    internal static ToolContract Create(AIFunction function, ToolOptions options, Func<JsonElement, ISchemaValidator>? validator = null)
    {
        JsonElement arguments = options.AllowExtraArguments ? function.JsonSchema : ContractSchema.Close(function.JsonSchema);
        return new ToolContract(
            function,
            options,
            CompileFor(function, "schema", arguments, validator),
            function.ReturnJsonSchema is { } result ? CompileFor(function, "result schema", result, validator) : null);
    }

    private static CheckedSchema CompileFor(AIFunction function, string what, JsonElement schema, Func<JsonElement, ISchemaValidator>? validator)
    {
        try
        {
            return CheckedSchema.Compile(schema, validator);
        }
        catch (SchemaCompileException e)
        {
            throw new AgentryConfigurationException([$"tool '{function.Name}': its {what} cannot be used. {e.Message}"]);
        }
    }

    /// <summary>True when the caller may know of the tool.</summary>
    internal bool IsVisibleTo(AgentCaller caller) => RequiredScopes.Count == 0 || RequiredScopes.IsSubsetOf(caller.Scopes);

    private string ComputeVersion()
    {
        string text = $"{Name}\n{Description}\n{ArgumentsCheck.Hash}\n{ResultCheck?.Hash}\n{Effect}\n{Risk}\n{Reversible}\n{RequiresApproval}\n{(AsksAssessment ? "assessed\n" : "")}"
            + string.Join(' ', RequiredScopes.Order(StringComparer.Ordinal))
            + (Coercions == Coercions.None ? "" : $"\n{Coercions}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
