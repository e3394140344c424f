using Agentry.Tests;

namespace Agentry.Benchmarks;

/// <summary>The attacks and random sequences of the tests, as tables: what was tried, and what became of it.</summary>
internal static class AttackFigures
{
    private const int MemorySequences = 300;
    private const int SqliteSequences = 40;

    public static async Task MeasureAsync(FigureReport report)
    {
        foreach (StoreKind kind in (StoreKind[])[StoreKind.Memory, StoreKind.Sqlite])
        {
            IReadOnlyList<AttackResult> attacks = await ApprovalAttackTests.RunAllAsync(kind);
            foreach (AttackResult attack in attacks)
                report.Note($"{kind,-7} {attack}");
            string store = kind == StoreKind.Memory ? "memory" : "sqlite";
            report.Note($"{attacks.Count} attacks on {store}");
            report.Add($"attacks.{store}.not_refused", attacks.Count(a => !a.IsRefused), "attacks", 0);

            DecisionTally tally = await DecisionPropertyTests.LiveAsync(kind, kind == StoreKind.Memory ? MemorySequences : SqliteSequences);
            report.Note($"{kind,-7} {tally}");
            foreach (string violation in tally.Violations)
                report.Note($"{violation}");
            report.Add($"sequences.{store}.violations", tally.Violations.Count, "violations", 0);
            report.Add($"sequences.{store}.not_ended", tally.Sequences - tally.Ended, "runs", 0);
        }
    }
}
