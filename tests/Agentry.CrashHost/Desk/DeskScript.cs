using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What the model of the desk says: nine replies with ten calls, decided by the messages alone, so that any process can go on.</summary>
internal static class DeskScript
{
    public const string LookUp = "look_up";

    /// <summary>Keyed.</summary>
    public const string Charge = "charge";

    /// <summary>Not idempotent; an unknown outcome waits for somebody.</summary>
    public const string Letter = "letter";

    /// <summary>Not idempotent, with a probe.</summary>
    public const string Parcel = "parcel";

    /// <summary>Not idempotent; of an unknown outcome the model is told.</summary>
    public const string Note = "note";

    private const string Opening = "Ticket ";

    /// <summary>The calls, turn by turn. The step is the call's id.</summary>
    public static IReadOnlyList<IReadOnlyList<(string Tool, string Step)>> Turns { get; } =
    [
        [(LookUp, "order"), (LookUp, "customer")],
        [(Charge, "fee")],
        [(Letter, "notice")],
        [(LookUp, "terms")],
        [(Charge, "deposit"), (Letter, "confirmation")],
        [(Parcel, "goods")],
        [(Note, "remark")],
        [(Charge, "balance")],
    ];

    public static IEnumerable<(string Tool, string Step)> Effects => Turns.SelectMany(t => t).Where(c => c.Tool != LookUp);

    public static bool IsKeyed(string tool) => tool == Charge;

    public static string Ask(string ticket) => Opening + ticket;

    public static ModelReply Answer(IReadOnlyList<ChatMessage> messages)
    {
        string ticket = messages.Last(m => m.Role == ChatRole.User).Text[Opening.Length..];
        int turn = messages.Count(m => m.Role == ChatRole.Assistant);
        if (turn == Turns.Count)
            return ModelReply.Text(Final(ticket, messages)).WithUsage(100, 20);
        return ModelReply.Calls([.. Turns[turn].Select(c => (c.Tool, $$"""{"target":"/{{c.Tool}}/{{ticket}}/{{c.Step}}"}""", (string?)c.Step))]).WithUsage(100, 20);
    }

    /// <summary>The front hands the ticket to the desk and repeats what that one says.</summary>
    public static ModelReply AnswerAtTheFront(IReadOnlyList<ChatMessage> messages) =>
        messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().SingleOrDefault() is { } answer
            ? ModelReply.Text($"The desk says: {answer.Result}")
            : ModelReply.Call(DeskHost.Agent, $$"""{"task":"{{messages[^1].Text}}"}""", "desk");

    /// <summary>
    /// The answer repeats what every call returned, so that a lost or doubled result shows. Not the note's: where it is unknown the model is told, and
    /// that is all it can say.
    /// </summary>
    private static string Final(string ticket, IReadOnlyList<ChatMessage> messages)
    {
        IEnumerable<FunctionResultContent> results = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Where(r => r.CallId != "remark");
        return $"Ticket {ticket} is done. {string.Join("; ", results.Select(r => $"{r.CallId}: {r.Result}"))}";
    }
}
