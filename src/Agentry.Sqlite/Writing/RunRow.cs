namespace Agentry;

/// <summary>What a write must know of a run before it changes it.</summary>
/// <param name="Id">The row.</param>
/// <param name="Sequence">The sequence of its last event.</param>
/// <param name="Epoch">The epoch of its owner.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Owner">Who holds it, if the lease still runs.</param>
/// <param name="LeaseUntil">When the lease runs out.</param>
/// <param name="Held">Its claims, packed; null for none.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct RunRow(long Id, long Sequence, long Epoch, RunStatus Status, string? Owner, long LeaseUntil, byte[]? Held)
{
    public bool IsHeld(long now) => Owner is not null && now < LeaseUntil;

    public static RunRow? Find(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database
            .Use("SELECT id, sequence, epoch, status, owner, lease_until, held FROM run WHERE tenant = ? AND run_id = ?").Bind(run.Tenant).Bind(run.RunId.Value);
        return statement.Step()
            ? new RunRow(
                statement.Number(0), statement.Number(1), statement.Number(2), (RunStatus)statement.Number(3), statement.TextOrNull(4), statement.Number(5),
                statement.IsNull(6) ? null : statement.Bytes(6).ToArray())
            : null;
    }
}
