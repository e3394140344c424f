namespace Agentry.Testing;

/// <summary>Content: there with its commit, per tenant, gone when erased.</summary>
internal static class BlobChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Blob_Committed_IsReadBackByteForByte), Blob_Committed_IsReadBackByteForByte),
        new(nameof(Blob_SameAddressAgain_ChangesNothing), Blob_SameAddressAgain_ChangesNothing),
        new(nameof(Blob_OfTwoTenants_IsTwoBlobs), Blob_OfTwoTenants_IsTwoBlobs),
        new(nameof(Blob_Erased_IsGoneAndTheLogStays), Blob_Erased_IsGoneAndTheLogStays),
        new(nameof(Blob_Large_IsReadBack), Blob_Large_IsReadBack),
    ];

    private static async Task Blob_Committed_IsReadBackByteForByte(RunStore store, CancellationToken cancellationToken)
    {
        var all = new StoredBlob("all-bytes", Enumerable.Range(0, 300).Select(i => (byte)i).ToArray());
        var empty = new StoredBlob("empty", new byte[StoredBlob.SaltSize]);
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(1, RunStatus.Running, all, empty).ConfigureAwait(false);
        await run.WriteAsync(1, RunStatus.Completed, StoreSubject.Blob("later")).ConfigureAwait(false);
        await ExpectAsync(store, "", all).ConfigureAwait(false);
        await ExpectAsync(store, "", empty).ConfigureAwait(false);
        await ExpectAsync(store, "", StoreSubject.Blob("later")).ConfigureAwait(false);
        Expect.Equal(null, await store.ReadBlobAsync("", "nowhere", cancellationToken).ConfigureAwait(false), "content that was never there");
        Expect.Equal(null, await store.ReadBlobAsync("", "ALL-BYTES", cancellationToken).ConfigureAwait(false), "an address in other letters");
    }

    private static async Task Blob_SameAddressAgain_ChangesNothing(RunStore store, CancellationToken cancellationToken)
    {
        StoredBlob first = StoreSubject.Blob("shared");
        await new StoreSubject(store, "r1").WriteAsync(1, RunStatus.Running, first).ConfigureAwait(false);
        await new StoreSubject(store, "r2").WriteAsync(1, RunStatus.Running, first, first).ConfigureAwait(false);
        await ExpectAsync(store, "", first).ConfigureAwait(false);
    }

    private static async Task Blob_OfTwoTenants_IsTwoBlobs(RunStore store, CancellationToken cancellationToken)
    {
        StoredBlob blob = StoreSubject.Blob("shared");
        await new StoreSubject(store, "r1", "mine").WriteAsync(1, RunStatus.Running, blob).ConfigureAwait(false);
        await new StoreSubject(store, "r2", "theirs").WriteAsync(1, RunStatus.Running, blob).ConfigureAwait(false);
        Expect.Equal(true, await store.EraseBlobAsync("mine", blob.Address, cancellationToken).ConfigureAwait(false), "erasing mine");
        Expect.Equal(true, (await store.ReadBlobAsync("mine", blob.Address, cancellationToken).ConfigureAwait(false))?.IsErased, "mine, erased");
        await ExpectAsync(store, "theirs", blob).ConfigureAwait(false);
    }

    private static async Task Blob_Erased_IsGoneAndTheLogStays(RunStore store, CancellationToken cancellationToken)
    {
        StoredBlob blob = StoreSubject.Blob("secret");
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(1, RunStatus.Running, blob).ConfigureAwait(false);
        Expect.Equal(true, await store.EraseBlobAsync("", blob.Address, cancellationToken).ConfigureAwait(false), "erasing");
        Expect.Equal(true, (await store.ReadBlobAsync("", blob.Address, cancellationToken).ConfigureAwait(false))?.IsErased, "erased content");
        Expect.Equal(false, await store.EraseBlobAsync("", blob.Address, cancellationToken).ConfigureAwait(false), "erasing again");
        await run.ExpectLogAsync().ConfigureAwait(false);
        await run.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Blob_Large_IsReadBack(RunStore store, CancellationToken cancellationToken)
    {
        var large = new StoredBlob("large", Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31 >> 3)).ToArray());
        await new StoreSubject(store, "r1").WriteAsync(1, RunStatus.Running, large).ConfigureAwait(false);
        await ExpectAsync(store, "", large).ConfigureAwait(false);
    }

    private static async Task ExpectAsync(RunStore store, string tenant, StoredBlob expected)
    {
        StoredBlob? read = await store.ReadBlobAsync(tenant, expected.Address).ConfigureAwait(false);
        Expect.True(read is not null, $"the content at {expected.Address} is not there");
        Expect.Equal(expected.Address, read!.Address, "the address");
        Expect.Bytes(expected.SaltedContent, read.SaltedContent, $"the content at {expected.Address}");
    }
}
