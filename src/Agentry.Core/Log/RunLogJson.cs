using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry;

/// <summary>The JSON of the event bodies. Enums by name, nulls left out, so that new optional members keep old readers working.</summary>
/// <remarks>
/// Generated readers give a member that is not in the JSON its type's default and not its initializer's value: a member that is never null
/// is required, and one added later is nullable.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(InputAccepted))]
[JsonSerializable(typeof(RunSuspended))]
[JsonSerializable(typeof(RunResumed))]
[JsonSerializable(typeof(CancelRequested))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(ExtensionEvent))]
[JsonSerializable(typeof(ModelReplied))]
[JsonSerializable(typeof(ModelFailed))]
[JsonSerializable(typeof(ModelInterrupted))]
[JsonSerializable(typeof(AnswerRefused))]
[JsonSerializable(typeof(SpendReserved))]
[JsonSerializable(typeof(SpendSettled))]
[JsonSerializable(typeof(BudgetRaised))]
[JsonSerializable(typeof(BudgetBreached))]
[JsonSerializable(typeof(LatencyBreached))]
[JsonSerializable(typeof(BudgetWarned))]
[JsonSerializable(typeof(CallRequested))]
[JsonSerializable(typeof(CallRepeated))]
[JsonSerializable(typeof(ArgumentsCoerced))]
[JsonSerializable(typeof(ToolIntended))]
[JsonSerializable(typeof(ToolCompleted))]
[JsonSerializable(typeof(ToolSettled))]
[JsonSerializable(typeof(ToolRefused))]
[JsonSerializable(typeof(ToolResultReplaced))]
[JsonSerializable(typeof(ToolSuspended))]
[JsonSerializable(typeof(PolicyDecided))]
[JsonSerializable(typeof(ToolDeferred))]
[JsonSerializable(typeof(ApprovalRequested))]
[JsonSerializable(typeof(ApprovalVoted))]
[JsonSerializable(typeof(ApprovalClosed))]
[JsonSerializable(typeof(ApprovalEscalated))]
[JsonSerializable(typeof(ApprovalRefused))]
[JsonSerializable(typeof(HashSet<string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RunLogJson : JsonSerializerContext;
