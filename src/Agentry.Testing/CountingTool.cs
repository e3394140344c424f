using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>A tool that counts how often it really ran, and with which arguments and keys.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class CountingTool : AIFunction
{
    private readonly Func<AIFunctionArguments, CancellationToken, ValueTask<object?>> _body;
    private readonly List<ToolInvocation> _invocations = [];
    private readonly Lock _lock = new();

    /// <summary>Creates a tool.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What it does; by default it returns "done".</param>
    /// <param name="schema">The JSON Schema of its arguments; by default any object.</param>
    /// <param name="returnSchema">The JSON Schema of its result.</param>
    public CountingTool(
        string name,
        Func<AIFunctionArguments, CancellationToken, ValueTask<object?>>? body = null,
        string schema = """{"type":"object","additionalProperties":true}""",
        string? returnSchema = null)
    {
        Name = name;
        _body = body ?? ((_, _) => new ValueTask<object?>("done"));
        JsonSchema = Parse(schema);
        ReturnJsonSchema = returnSchema is null ? null : Parse(returnSchema);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; }

    /// <inheritdoc/>
    public override JsonElement? ReturnJsonSchema { get; }

    /// <summary>How often it was started.</summary>
    public int Count => Invocations.Count;

    /// <summary>Every start, in order.</summary>
    public IReadOnlyList<ToolInvocation> Invocations
    {
        get
        {
            lock (_lock)
                return [.. _invocations];
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _invocations.Add(new ToolInvocation(
                new Dictionary<string, object?>(arguments, StringComparer.Ordinal), ToolCallContext.From(arguments)?.IdempotencyKey));
        }

        return _body(arguments, cancellationToken);
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
