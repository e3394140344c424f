using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The shape that a run's answer must have. Immutable and thread-safe.</summary>
/// <remarks>This one is made from a run's log, by whoever goes on with the run and knows only the schema; <see cref="AnswerContract{T}"/> knows the type, too.</remarks>
internal class AnswerContract
{
    /// <summary>A member that stands twice could be read one way here and another way by whoever reads the text.</summary>
    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false };

    private readonly CheckedSchema _schema;

    /// <exception cref="SchemaCompileException">The schema cannot be used.</exception>
    public AnswerContract(string name, JsonElement schema, Func<JsonElement, ISchemaValidator>? validator = null)
    {
        Name = name;
        SchemaText = schema.GetRawText();
        _schema = CheckedSchema.Compile(schema, validator);
        Format = ChatResponseFormat.ForJsonSchema(schema, name);
    }

    /// <summary>What providers call the schema.</summary>
    public string Name { get; }

    public string SchemaText { get; }

    /// <summary>The canonical hash of the schema: contracts of the same hash let the same answers pass.</summary>
    public string Hash => _schema.Hash;

    /// <summary>What the model is asked for.</summary>
    public ChatResponseFormatJson Format { get; }

    /// <summary>What to throw when a run was asked for another answer than this one.</summary>
    public AgentryException Mismatch(RunId run, string agent) => new(
        $"Run {run} of agent '{agent}' was not asked for an answer '{Name}' of this schema. Go on with it by the type it was started with, or without a type.",
        FailureClass.InvalidRequest,
        run);

    public AnswerCheck Check(string text, RunContext run)
    {
        string json = AnswerText.Find(text);
        using JsonDocument? document = Parse(json);
        return document is null
            ? AnswerCheck.Refuse(AnswerRefusalCodes.NotJson, RepairMessage.ForAnswerWithoutJson(AnswerText.IsCut(json)))
            : Check(json, document.RootElement, run);
    }

    /// <summary>Where an answer that fits the schema cannot be read all the same; null when it can.</summary>
    protected virtual string? FindUnreadable(JsonElement answer) => null;

    private static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, Parsing);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // The latter for half of a surrogate pair.
            return null;
        }
    }

    private AnswerCheck Check(string json, JsonElement answer, RunContext run)
    {
        IReadOnlyList<SchemaProblem> problems = _schema.Problems(answer, RepairMessage.ProblemsAsked);
        if (problems.Count > 0)
            return AnswerCheck.Refuse(AnswerRefusalCodes.SchemaMismatch, RepairMessage.ForAnswer(problems, Redaction.Of(run, answer)));
        return FindUnreadable(answer) is { } place
            ? AnswerCheck.Refuse(AnswerRefusalCodes.Unreadable, RepairMessage.ForUnreadableAnswer(place))
            : AnswerCheck.Pass(json);
    }
}
