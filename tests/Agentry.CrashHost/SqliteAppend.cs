using System.Globalization;

namespace Agentry.Tests;

/// <summary>Appends commits of several events and a large blob, until it is killed.</summary>
internal static class SqliteAppend
{
    public static async Task RunAsync(string file, string[] arguments)
    {
        int hangAt = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : int.MaxValue;
        int commits = 0;
        var seams = new SqliteSeams
        {
            BeforeCommit = () =>
            {
                if (++commits < hangAt)
                    return;
                Console.WriteLine("hanging");
                using var forever = new ManualResetEventSlim();
                forever.Wait();
            },
        };
        await using var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={file}", CheckpointBytes = 262_144 }, seams);
        var run = new AppendedRun(arguments[0]);
        while (true)
        {
            CommitResult result = await store.CommitAsync(run.Next());
            if (result.Outcome != CommitOutcome.Committed)
                throw new InvalidOperationException($"The commit was {result.Outcome}.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"committed {run.Sequence}"));
        }
    }
}
