using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>However many runs a file holds, a look-up is a look-up.</summary>
public sealed class QueryPlanTests
{
    public static TheoryData<string, string> Queries => new()
    {
        { StoreQueries.Claimable, "run_at_work run_to_wake run_with_mail" },
        { StoreQueries.Prunable, "run_over run_by_id" },
        { StoreQueries.Tenants, "tenant>?" },
        { StoreQueries.Signalled, "run_with_mail" },
        { StoreQueries.Signals, "run_by_id" },
        { StoreQueries.Summary, "run_by_id" },
        { StoreQueries.Status, "run_by_id" },
        { StoreQueries.Events, "run_by_id" },
        { StoreQueries.Blob, "blob_by_address" },
        { StoreQueries.Account, "tenant=?" },
        { StoreQueries.DeadHolders, "run_at_work" },
        { StoreQueries.Taken, "tenant=?" },
        { StoreQueries.Claims, "run_by_id" },
        { RunList.RunsSql(new RunQuery()), "run_by_start" },
        { RunList.RunsSql(new RunQuery { Agent = "a", After = new RunId("r") }), "run_by_start" },
        { RunList.RunsSql(new RunQuery { Subject = "s" }), "run_by_subject" },
        { RunList.RunsSql(new RunQuery { ConversationId = "c" }), "run_by_conversation" },
        { RunList.RunsSql(new RunQuery { ParentRun = "p" }), "run_by_parent" },
        { RunList.RunsSql(new RunQuery { Status = RunStatus.AwaitingApproval }), "run_open" },
        { ApprovalList.Sql(new ApprovalQuery()), "approval_pending" },
        { ApprovalList.Sql(new ApprovalQuery { Groups = ["finance"], Agent = "a" }), "approval_pending" },
        { ApprovalList.Sql(new ApprovalQuery { Status = null, Id = "i" }), "approval_by_id" },
        { ApprovalList.Sql(new ApprovalQuery { Status = null }), "approval_by_id" },
        { RunList.LedgerSql(new LedgerQuery { Key = "k" }), "ledger_by_key" },
        { RunList.LedgerSql(new LedgerQuery { OnlyOpen = true }), "ledger_by_outcome" },
        { RunList.LedgerSql(new LedgerQuery { Outcome = ToolOutcomeKind.Unknown }), "ledger_by_outcome" },
        { RunList.LedgerSql(new LedgerQuery { Run = new RunId("r") }), "run_by_id" },
    };

    [Theory, MemberData(nameof(Queries))]
    public async Task Query_OfTheStore_FindsItsRowsByAnIndex(string sql, string indexes)
    {
        await using var file = new StoreFile();
        file.Open();
        List<string> plan = [];
        await using (SqliteConnection connection = file.OpenRaw())
        {
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql.Replace("?1", "'x'", StringComparison.Ordinal)
                .Replace("?2", "'x'", StringComparison.Ordinal).Replace("?3", "1", StringComparison.Ordinal).Replace("?", "'x'", StringComparison.Ordinal);
            await using SqliteDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(3));
        }

        foreach (string index in indexes.Split(' '))
            plan.Should().Contain(step => step.Contains(index, StringComparison.Ordinal), string.Join("; ", plan));

        // What a recursion collects is scanned; tables are not.
        plan.Should().NotContain(
            step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal)
                && !step.Contains("found", StringComparison.Ordinal) && !step.Contains("SUBQUERY", StringComparison.Ordinal) && step != "SCAN f",
            string.Join("; ", plan));
    }
}
