using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>The shape of an answer of a type, and how it is read.</summary>
internal sealed class AnswerContract<T> : AnswerContract
{
    private readonly JsonTypeInfo<T> _json;
    private readonly bool _isWrapped;

    private AnswerContract(JsonTypeInfo<T> json, (JsonElement Schema, bool IsWrapped) made, Func<JsonElement, ISchemaValidator>? validator)
        : base(AnswerSchema.NameOf(typeof(T)), made.Schema, validator)
    {
        _json = json;
        _isWrapped = made.IsWrapped;
    }

    /// <exception cref="SchemaCompileException">The type's schema cannot be used.</exception>
    public static AnswerContract<T> Create(JsonSerializerOptions json, Func<JsonElement, ISchemaValidator>? validator) =>
        new((JsonTypeInfo<T>)json.GetTypeInfo(typeof(T)), AnswerSchema.Of(typeof(T), json), validator);

    /// <summary>The run with its answer, if it has one.</summary>
    /// <exception cref="AgentryException">The run was asked for another answer.</exception>
    public AgentRun<T> Read(AgentRun run)
    {
        if (run.AnswerHash is { } asked ? asked != Hash : run.Status == RunStatus.Completed)
            throw Mismatch(run.Id, run.AgentName);
        if (run.Status != RunStatus.Completed)
            return new AgentRun<T>(run, default);
        try
        {
            using JsonDocument document = JsonDocument.Parse(AnswerText.Find(run.Text));
            return new AgentRun<T>(run, Deserialize(document.RootElement));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return new AgentRun<T>(run, default)
            {
                Reason = new RunReason(
                    RunReasonCodes.AnswerUnreadable, "The run completed, but its answer cannot be read any more: it was erased, or a layer changed it."),
            };
        }
    }

    protected override string? FindUnreadable(JsonElement answer)
    {
        try
        {
            Deserialize(answer);
            return null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return (e as JsonException)?.Path is { Length: > 1 } path ? path : "$";
        }
    }

    /// <summary>Converters and setters are the host's code, and throw what they like about content.</summary>
    private static bool IsUnreadable(Exception exception) => exception is not OutOfMemoryException;

    private T? Deserialize(JsonElement answer)
    {
        if (_isWrapped)
            answer = answer.GetProperty(AnswerSchema.Wrapper);
        return answer.Deserialize(_json);
    }
}
