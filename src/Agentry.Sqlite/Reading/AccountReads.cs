namespace Agentry;

/// <summary>How accounts stand, without changing them.</summary>
internal static class AccountReads
{
    /// <summary>Whoever looks is no run, and no run has this number.</summary>
    private const long Nobody = 0;

    public static IReadOnlyList<AccountBalance> Balances(SqliteDatabase database, string tenant, IReadOnlyList<AccountPart> parts, long now)
    {
        List<AccountBalance> found = [];
        foreach (AccountPart part in parts)
        {
            AccountRow account = AccountRow.Find(database, tenant, part.Account, now);
            long reserved = account.AliveReserved(database, Nobody, now);
            found.Add(new AccountBalance
            {
                Account = part.Account,
                Spent = account.Spent,
                Reserved = reserved,
                FreeAfter = part.Amount <= part.Limit - account.Spent - reserved ? TimeSpan.Zero : account.FreeAfter(database, part, Nobody, now),
            });
        }

        return found;
    }

    public static IReadOnlyList<HeldClaim> Claims(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Claims).Bind(run.Tenant).Bind(run.RunId.Value);
        if (!statement.Step() || statement.IsNull(0))
            return [];
        RunClaims claims = RunClaims.Unpack(statement.Bytes(0).ToArray());
        return
        [
            .. claims.ReadSettled().Select(id => new HeldClaim { Id = id, Amounts = [], IsSettled = true }),
            .. claims.Open.Select(c => new HeldClaim { Id = c.Id, Amounts = c.Parts, IsSettled = false }),
        ];
    }
}
