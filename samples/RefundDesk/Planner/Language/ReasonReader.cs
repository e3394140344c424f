namespace RefundDesk;

/// <summary>Matches what a user says is wrong to the reasons a tool knows, whatever the tool calls them.</summary>
internal static class ReasonReader
{
    /// <summary>
    /// Words of users, by the words a tool may use for the reason. Earlier rows win when several match: who got a broken thing late
    /// wants the price of the thing.
    /// </summary>
    private static readonly (string[] Names, string[] Signs)[] Rows =
    [
        (["damaged", "broken", "defective", "faulty"],
        [
            "damaged", "broken", "broke", "cracked", "smashed", "shattered", "defective", "faulty", "dented", "scratched", "chipped",
            "bent", "torn", "leaking", "leaks", "kaput", "in pieces", "does not work", "do not work", "did not work", "not working",
            "stopped working", "dead on arrival", "fell apart", "came apart", "a crack", "a dent", "a hole", "a tear", "a scratch",
            "will not turn on", "does not turn on",
        ]),
        (["wrong", "incorrect"],
        [
            "wrong", "incorrect", "not what i ordered", "not what was ordered", "not what she ordered", "not what he ordered",
            "different item", "different one", "different colour", "different color", "different size", "mixed up", "something else",
            "sent by mistake",
        ]),
        (["missing", "incomplete", "lost"],
        [
            "missing", "not in the box", "not in the parcel", "not in the package", "never arrived", "never came", "never received",
            "never turned up", "never showed up", "never got", "not turn up",
            "lost", "incomplete", "left out", "empty box", "box was empty", "parcel was empty", "not included",
        ]),
        (["changed", "mind", "unwanted", "withdrawal"],
        [
            "changed my mind", "changed his mind", "changed her mind", "changed their mind", "change my mind", "changed mind",
            "change of mind", "not want", "not want it", "no longer want", "no longer wants", "no longer need", "no longer needs",
            "not need", "not needed", "no longer needed", "not fit", "not like", "not suit", "too small", "too big", "too large",
            "ordered by mistake",
            "bought by mistake", "by accident", "not wanted", "unwanted", "regret", "regrets", "return", "returning", "send back",
            "send it back", "sending it back", "not keep",
        ]),
        (["late", "delayed", "delay"],
        [
            "late", "too late", "delayed", "delay", "overdue", "took ages", "took too long", "took forever", "took weeks", "not arrived",
            "slow delivery", "later than promised", "after the promised date", "behind schedule",
        ]),
    ];

    /// <summary>True when the text says what is wrong.</summary>
    public static bool Any(Sentence text) => Rows.Any(row => row.Signs.Any(text.Affirms));

    /// <summary>The first of the tool's reasons that the text speaks of, or null.</summary>
    public static string? Pick(Sentence text, IReadOnlyList<string> reasons)
    {
        foreach (var (names, signs) in Rows)
        {
            if (signs.Any(text.Affirms) && reasons.FirstOrDefault(reason => Words(reason).Intersect(names).Any()) is { } known)
                return known;
        }

        return reasons.FirstOrDefault(reason => text.Affirms(string.Join(' ', Words(reason))));
    }

    /// <summary>The tool's reason for someone who names nothing wrong, or null.</summary>
    public static string? OfNoFault(IReadOnlyList<string> reasons) =>
        reasons.FirstOrDefault(reason => Words(reason).Intersect(Rows[3].Names).Any());

    private static string[] Words(string reason) => reason.ToLowerInvariant().Split(['_', '-', ' ']);
}
