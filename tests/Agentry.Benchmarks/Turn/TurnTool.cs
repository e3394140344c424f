using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry.Benchmarks;

/// <summary>Looks a reservation up, at once; 640 bytes of JSON come back.</summary>
internal sealed class TurnTool : AIFunction
{
    public const string ToolName = "get_reservation_details";

    private static readonly JsonElement Arguments = JsonDocument.Parse("""
        {
          "type": "object",
          "properties": {
            "reservation_id": { "type": "string", "minLength": 6, "description": "The reservation id, such as '8JX2WO'." },
            "user_id": { "type": "string", "description": "The user's id." },
            "include": { "type": "array", "items": { "enum": ["flights", "passengers", "payments"] }, "description": "Parts to return." }
          },
          "required": ["reservation_id"],
          "additionalProperties": false
        }
        """).RootElement;

    private static readonly JsonElement Result = JsonDocument.Parse("""
        {"reservation_id":"4WQ150","user_id":"chen_jackson_3290","origin":"DFW","destination":"LAX","flight_type":"round_trip","cabin":"business",
        "flights":[{"origin":"DFW","destination":"LAX","flight_number":"HAT170","date":"2024-05-22","price":883},
        {"origin":"LAX","destination":"DFW","flight_number":"HAT022","date":"2024-05-26","price":779}],
        "passengers":[{"first_name":"Chen","last_name":"Jackson","dob":"1956-07-07"},{"first_name":"Raj","last_name":"Smith","dob":"1967-04-01"}],
        "payment_history":[{"payment_id":"gift_card_3576581","amount":4986}],"created_at":"2024-05-02T03:10:19","total_baggages":5,
        "nonfree_baggages":0,"insurance":"no"}
        """).RootElement;

    public override string Name => ToolName;

    public override string Description => "Gets the details of a reservation.";

    public override JsonElement JsonSchema => Arguments;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new(Result);
}
