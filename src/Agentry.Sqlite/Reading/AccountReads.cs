namespace Agentry;

/// <summary>How accounts stand, without changing them.</summary>
internal static class AccountReads
{
    public static IReadOnlyList<AccountBalance> Balances(SqliteDatabase database, string tenant, IReadOnlyList<AccountPart> parts, long now)
    {
        List<AccountBalance> found = [];
        foreach (AccountPart part in parts)
        {
            AccountRow account = AccountRow.Find(database, tenant, part.Account, now);
            long reserved = account.AliveReserved(database, now);
            found.Add(new AccountBalance
            {
                Account = part.Account,
                Spent = account.Spent,
                Reserved = reserved,
                FreeAfter = part.Amount <= part.Limit - account.Spent - reserved ? TimeSpan.Zero : account.FreeAfter(database, part, now),
            });
        }

        return found;
    }

    public static IReadOnlyList<HeldClaim> Claims(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Claims).Bind(run.Tenant).Bind(run.RunId.Value);
        List<HeldClaim> claims = [];
        List<AccountAmount> amounts = [];
        while (statement.Step())
        {
            string id = statement.Hex(0);
            if (claims.Count == 0 || claims[^1].Id != id)
                claims.Add(new HeldClaim { Id = id, Amounts = amounts = [], IsSettled = statement.Number(4) == 0 });
            amounts.Add(new AccountAmount(AccountRow.KeyOf(statement.Text(1), statement.Number(2)), statement.Number(3)));
        }

        return claims;
    }
}
