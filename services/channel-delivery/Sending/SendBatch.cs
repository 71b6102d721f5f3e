namespace Automation.ChannelDelivery.Sending;

/// <summary>Takes claimed messages through check, rendering and send, together where that saves questions.</summary>
sealed class SendBatch(PreSendCheck check, Composer composer, MessageSend send, MessageStages stages, IMessageClaims claims)
{
    // A check that is too old as soon as it is used means an overloaded machine; once more may be bad luck.
    const int MaxStaleRounds = 2;

    /// <summary>Brings every message to an end or back to the queue. Begins no new send once <paramref name="stopping"/> is set.</summary>
    public async Task RunAsync(IReadOnlyList<Message> messages, CancellationToken stopping)
    {
        foreach (var damaged in messages.Where(message => message.IsDamaged))
            await stages.EndAsync(damaged, MessageState.Failed, SendReasons.ContentDamaged, damaged.Position, "its stored content cannot be read");
        var waiting = messages.Where(message => !message.IsDamaged).Select(message => new Candidate(message)).ToList();
        var (rounds, staleRounds) = (0, 0);
        while (waiting.Count > 0)
        {
            if (stopping.IsCancellationRequested)
            {
                await claims.ReturnAsync([.. waiting.Select(candidate => candidate.Message)], CancellationToken.None);
                return;
            }
            if (rounds++ > 0)
                waiting = await RenewAsync(waiting, stopping);
            waiting = await CheckAsync(waiting, stopping);
            waiting = await RenderAsync(waiting, stopping);

            var begun = 0;
            while (begun < waiting.Count && check.IsFresh(waiting[begun].Permit!) && !stopping.IsCancellationRequested)
            {
                if (await send.SendAsync(waiting[begun++]))
                    continue;
                // The provider is away: the others would only wait for the same.
                await PostponeAsync(waiting[begun..], SendReasons.ProviderUnreachable);
                return;
            }
            waiting.RemoveRange(0, begun);
            if (begun > 0 || stopping.IsCancellationRequested)
            {
                staleRounds = 0;
            }
            else if (++staleRounds == MaxStaleRounds)
            {
                await PostponeAsync(waiting, SendReasons.CheckTooOld);
                return;
            }
        }
    }

    // A slow send may have taken longer than the claim; what others have taken since is theirs.
    async Task<List<Candidate>> RenewAsync(List<Candidate> candidates, CancellationToken stopping)
    {
        Guid[] ids = [.. candidates.Select(candidate => candidate.Message.MessageId)];
        var own = await claims.RenewAsync(candidates[0].Message.ClaimToken, ids, stopping);
        return [.. candidates.Where(candidate => own.Contains(candidate.Message.MessageId))];
    }

    async Task<List<Candidate>> CheckAsync(List<Candidate> candidates, CancellationToken stopping)
    {
        var cleared = new List<Candidate>();
        if (candidates.Count == 0)
            return cleared;
        var decisions = await check.AskAsync(candidates, stopping);
        for (var index = 0; index < decisions.Length; index++)
        {
            switch (decisions[index])
            {
                case PreSendDecision.Send allowed:
                    candidates[index].Accept(allowed);
                    cleared.Add(candidates[index]);
                    break;
                case PreSendDecision.Drop drop:
                    await stages.EndAsync(candidates[index].Message, MessageState.Dropped, drop.Reason, drop.Position);
                    break;
                case PreSendDecision.Later later:
                    await stages.PostponeAsync(candidates[index].Message, later);
                    break;
            }
        }
        return cleared;
    }

    async Task<List<Candidate>> RenderAsync(List<Candidate> candidates, CancellationToken stopping)
    {
        var unrendered = candidates.Where(candidate => candidate.Rendered is null).ToList();
        foreach (var (candidate, state, reason, detail) in await composer.ComposeAsync(unrendered, stopping))
            await stages.EndAsync(candidate.Message, state, reason, candidate.Permit!.Position, detail);
        return [.. candidates.Where(candidate => candidate.Rendered is not null)];
    }

    async Task PostponeAsync(IReadOnlyList<Candidate> candidates, string reason)
    {
        foreach (var candidate in candidates)
            await stages.PostponeAsync(candidate.Message, new PreSendDecision.Later(reason, "", null, candidate.Permit!.Position));
    }
}
