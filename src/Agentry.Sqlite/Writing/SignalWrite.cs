namespace Agentry;

/// <summary>The mailbox of a run.</summary>
internal static class SignalWrite
{
    public static SignalResult Write(SqliteDatabase database, RunKey key, RunSignal signal)
    {
        if (RunRow.Find(database, key) is not { } run)
            return SignalResult.NoSuchRun;
        using (PreparedStatement seen = database.Use("SELECT 1 FROM signal WHERE run = ? AND id = ?").Bind(run.Id).Bind(signal.Id))
        {
            if (seen.Step())
                return SignalResult.Duplicate;
        }

        if (run.Status.IsTerminal())
            return SignalResult.RunEnded;
        database.Use("""
            INSERT INTO signal (run, id, position, kind, actor, body)
            VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM signal WHERE run = ?1), ?3, ?4, ?5)
            """).Bind(run.Id).Bind(signal.Id).Bind(signal.Kind).Bind(signal.Actor).Bind(signal.Body).Run();
        database.Use("UPDATE run SET mailbox = mailbox + 1 WHERE id = ?").Bind(run.Id).Run();
        return SignalResult.Accepted;
    }
}
