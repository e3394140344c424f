using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Mends arguments that do not fit, as far as the tool's contract allows it.</summary>
/// <remarks>
/// It knows no keyword: it asks the validator where the arguments do not fit, tries there what was perhaps meant, and asks again. What the validator
/// says in the end is what counts.
/// </remarks>
internal sealed class ArgumentCoercer
{
    /// <summary>Places looked at in one round.</summary>
    private const int MaxProblems = 64;

    /// <summary>Checks of one call; schemas that call for arrays of arrays without end must come to one.</summary>
    private const int MaxChecks = 256;

    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false };

    private readonly CheckedSchema _schema;
    private readonly CoercionCandidates _candidates;
    private readonly List<CoercedArgument> _changes = [];
    private Dictionary<string, object?> _arguments;
    private int _checks;

    private ArgumentCoercer(ToolContract contract, Dictionary<string, object?> arguments)
    {
        _schema = contract.ArgumentsCheck;
        _candidates = new CoercionCandidates(contract.Coercions, contract.Function.JsonSchema);
        _arguments = arguments;
    }

    /// <summary>Null when the arguments cannot be mended; they are as they were then.</summary>
    public static CoercedCall? Coerce(ToolContract contract, Dictionary<string, object?> arguments)
    {
        if (contract.Coercions == Coercions.None)
            return null;
        var coercer = new ArgumentCoercer(contract, arguments);
        return coercer.Run() ? new CoercedCall(coercer._arguments, coercer._changes) : null;
    }

    private bool Run()
    {
        while (true)
        {
            IReadOnlyList<SchemaProblem> problems = Check(_arguments);
            if (problems.Count == 0)
                return _changes.Count > 0;
            int before = _changes.Count;
            foreach (SchemaProblem problem in problems.DistinctBy(p => p.Pointer))
            {
                if (_checks >= MaxChecks)
                    return false;
                Mend(problem);
            }

            if (_changes.Count == before)
                return false;
        }
    }

    private void Mend(SchemaProblem problem)
    {
        string[] steps = JsonPlace.Steps(problem.Pointer);
        if (JsonPlace.Find(_arguments, problem.Pointer) is not { } value)
            return;
        (Dictionary<string, object?> Arguments, Coercions Coercion)? found = null;
        foreach ((Coercions coercion, JsonElement? meant) in _candidates.Of(value, problem))
        {
            if (With(steps, meant) is not { } changed || Check(changed).Any(p => p.Pointer == problem.Pointer))
                continue;

            // Two readings of one value: the model has to say which.
            if (found is not null)
                return;
            found = (changed, coercion);
        }

        if (found is not { } mended)
            return;
        _arguments = mended.Arguments;
        _changes.Add(new CoercedArgument(problem.Pointer, mended.Coercion));
    }

    private IReadOnlyList<SchemaProblem> Check(Dictionary<string, object?> arguments)
    {
        _checks++;
        return _schema.Problems(arguments, MaxProblems);
    }

    /// <summary>The arguments with another value at a place, or with none; null when they cannot be changed there.</summary>
    private Dictionary<string, object?>? With(string[] steps, JsonElement? value)
    {
        var changed = new Dictionary<string, object?>(_arguments, StringComparer.Ordinal);
        if (steps.Length == 1)
        {
            if (value is { } whole)
                changed[steps[0]] = whole;
            else
                changed.Remove(steps[0]);
            return changed;
        }

        try
        {
            // A member that stands twice is an error here: one of them would be lost.
            JsonNode? root = JsonNode.Parse(ToolArguments.ToElement(_arguments[steps[0]]).GetRawText(), documentOptions: Parsing);
            if (root is null || !Change(root, steps.AsSpan(1), value))
                return null;
            using JsonDocument document = JsonDocument.Parse(root.ToJsonString());
            changed[steps[0]] = document.RootElement.Clone();
            return changed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Change(JsonNode root, ReadOnlySpan<string> steps, JsonElement? value)
    {
        JsonNode? parent = root;
        foreach (string step in steps[..^1])
            parent = parent is JsonObject o ? o[step] : parent is JsonArray a && JsonPlace.Index(step) is { } i && i < a.Count ? a[i] : null;
        JsonNode? node = value is { } found ? JsonNode.Parse(found.GetRawText()) : null;
        switch (parent)
        {
            case JsonObject members when value is null:
                return members.Remove(steps[^1]);
            case JsonObject members:
                members[steps[^1]] = node;
                return true;
            case JsonArray items when value is not null && JsonPlace.Index(steps[^1]) is { } index && index < items.Count:
                items[index] = node;
                return true;
            default:
                return false;
        }
    }
}
