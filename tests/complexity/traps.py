"""Functions that are easily taken for something else, each with its true growth (``other`` if it has no name here)."""

from __future__ import annotations

TRAPS = [
    ("other", """
def f(n):
    p=[True]*(n+1)
    i=2
    while i*i<=n:
        if p[i]:
            for j in range(i*i,n+1,i):
                p[j]=False
        i+=1
    return [i for i in range(2,n+1) if p[i]]
"""),
    ("other", """
def f(n):
    if n<2: return False
    i=2
    while i*i<=n:
        if n%i==0: return False
        i+=1
    return True
"""),
    ("other", """
def f(n):
    for i in range(1,int(n**0.5)+1):
        if n%i==0: pass
    return 1
"""),
    ("O(n log n)", """
def f(n):
    c=0
    for i in range(1,n+1):
        for j in range(i,n+1,i):
            c+=1
    return c
"""),
    ("O(n)", """
def f(xs):
    c=0
    for x in xs:
        for d in (1,2,3):
            for e in range(5):
                c+=x*d
    return c
"""),
    ("O(n)", """
def f(s):
    out=''
    for ch in s:
        out+=ch
    return out
"""),
    ("O(n)", """
def f(n):
    c=0
    i=n
    while i>0:
        for j in range(i):
            c+=1
        i//=2
    return c
"""),
    ("O(n)", """
def f(n):
    c=0
    i=1
    while i<n:
        for j in range(i):
            c+=1
        i*=2
    return c
"""),
    ("O(n^2)", """
def f(nums):
    nums.sort()
    res=[]
    for i in range(len(nums)-2):
        if i>0 and nums[i]==nums[i-1]: continue
        l,r=i+1,len(nums)-1
        while l<r:
            s=nums[i]+nums[l]+nums[r]
            if s<0: l+=1
            elif s>0: r-=1
            else:
                res.append([nums[i],nums[l],nums[r]])
                while l<r and nums[l]==nums[l+1]: l+=1
                while l<r and nums[r]==nums[r-1]: r-=1
                l+=1
                r-=1
    return res
"""),
    ("O(n)", """
def f(nums):
    s=set(nums)
    best=0
    for x in s:
        if x-1 not in s:
            y=x
            while y+1 in s:
                y+=1
            best=max(best,y-x+1)
    return best
"""),
    ("O(n)", """
def f(a):
    lo,mid,hi=0,0,len(a)-1
    while mid<=hi:
        if a[mid]==0:
            a[lo],a[mid]=a[mid],a[lo]
            lo+=1
            mid+=1
        elif a[mid]==1:
            mid+=1
        else:
            a[mid],a[hi]=a[hi],a[mid]
            hi-=1
    return a
"""),
    ("O(n^2)", """
def f(a):
    if len(a)<=1: return a
    p=a[0]
    return f([x for x in a[1:] if x<p])+[p]+f([x for x in a[1:] if x>=p])
"""),
    ("O(n)", """
def f(a,k):
    p=a[len(a)//2]
    lo=[x for x in a if x<p]
    if k<len(lo): return f(lo,k)
    return p
"""),
    ("other", """
def f(a):
    if not a: return [[]]
    out=[]
    for i in range(len(a)):
        for p in f(a[:i]+a[i+1:]):
            out.append([a[i]]+p)
    return out
"""),
    ("other", """
import itertools
def f(xs):
    return min(sum(p) for p in itertools.permutations(xs))
"""),
    ("O(n)", """
def f(p):
    f=[0]*len(p)
    k=0
    for i in range(1,len(p)):
        while k>0 and p[i]!=p[k]:
            k=f[k-1]
        if p[i]==p[k]: k+=1
        f[i]=k
    return f
"""),
    ("other", """
def f(n):
    s=0
    while n!=1:
        n = n//2 if n%2==0 else 3*n+1
        s+=1
    return s
"""),
    ("O(n)", """
def f(xs,k):
    k%=len(xs)
    return xs[k:]+xs[:k]
"""),
    ("O(n)", """
def f(xs,k):
    s=sum(xs[:k]); best=s
    for i in range(k,len(xs)):
        s+=xs[i]-xs[i-k]
        best=max(best,s)
    return best
"""),
    ("other", """
def f(xs,k):
    return [max(xs[i:i+k]) for i in range(len(xs)-k+1)]
"""),
    ("O(n)", """
def f(xs):
    return [max(xs[i:i+3]) for i in range(len(xs)-2)]
"""),
    ("O(n)", """
def f(xs):
    k=3
    return [max(xs[i:i+k]) for i in range(len(xs)-k+1)]
"""),
    ("O(n)", """
from collections import deque
def f(xs,k):
    q=deque()
    out=[]
    for i,x in enumerate(xs):
        while q and xs[q[-1]]<=x:
            q.pop()
        q.append(i)
        if q[0]<=i-k: q.popleft()
        if i>=k-1: out.append(xs[q[0]])
    return out
"""),
    ("O(n)", """
def f(h):
    st=[]
    best=0
    i=0
    while i<len(h):
        if not st or h[st[-1]]<=h[i]:
            st.append(i)
            i+=1
        else:
            top=st.pop()
            w=i if not st else i-st[-1]-1
            best=max(best,h[top]*w)
    return best
"""),
    ("O(n)", """
def f(xs):
    for x in xs:
        for y in xs:
            return x+y
    return 0
"""),
    ("O(1)", """
def f(xs):
    for x in xs:
        return x
"""),
    ("O(n)", """
def f(root):
    if root is None: return 0
    return 1+f(root.left)+f(root.right)
"""),
    ("O(log n)", """
def f(root,k):
    while root:
        if k==root.val: return True
        root = root.left if k<root.val else root.right
    return False
"""),
    ("O(n log n)", """
def f(a):
    if len(a)==1: return a[0]
    m=len(a)//2
    return f(a[:m])+f(a[m:])
"""),
    ("O(n)", """
def f(a,lo,hi):
    if lo==hi: return a[lo]
    m=(lo+hi)//2
    return max(f(a,lo,m),f(a,m+1,hi))
"""),
    ("O(n)", """
def f(words):
    d={}
    for w in words:
        d.setdefault(''.join(sorted(w)),[]).append(w)
    return list(d.values())
"""),
    ("O(n)", """
def f(items):
    d={}
    for w in items:
        d.setdefault(''.join(sorted(w)),[]).append(w)
    return list(d.values())
"""),
    ("O(n^2)", """
def f(m):
    out=[]
    while m:
        out+=m.pop(0)
        m=[list(r) for r in zip(*m)][::-1]
    return out
"""),
    ("O(n^2)", """
def f(n):
    rows=[[1]]
    for _ in range(n):
        r=rows[-1]
        rows.append([1]+[a+b for a,b in zip(r,r[1:])]+[1])
    return rows
"""),
    ("other", """
def f(f,amount):
    dp=[0]+[10**9]*amount
    for c in f:
        for a in range(c,amount+1):
            dp[a]=min(dp[a],dp[a-c]+1)
    return dp[amount]
"""),
    ("O(n)", """
def f(nums,k):
    c={0:1}
    s=r=0
    for x in nums:
        s+=x
        r+=c.get(s-k,0)
        c[s]=c.get(s,0)+1
    return r
"""),
    ("O(n)", """
def f(xs):
    out=[]
    for x in xs:
        for y in x:
            out.append(y)
    return out
"""),
    ("O(n)", """
def f(xs):
    allowed=[1,2,3]
    return [x for x in xs if x in allowed]
"""),
    ("O(n)", """
def f(xs):
    heads=[]
    for x in xs:
        if x > 10:
            heads=[x]
        if x in heads: pass
    return heads
"""),
    ("O(n)", """
def f(xs):
    recent=[]
    for x in xs:
        recent.append(x)
        if len(recent)>3:
            recent.pop(0)
        if x in recent: pass
    return recent
"""),
    ("O(n)", """
def f(xs):
    seen=[]
    for x in xs:
        d=x%10
        if d not in seen:
            seen.append(d)
    return seen
"""),
    ("O(n)", """
def f(xs):
    out=[]
    for x in xs:
        if len(out)<10:
            out.insert(0,x)
    return out
"""),
    ("O(n)", """
def f(xs):
    c=0
    for i in range(len(xs)):
        for j in range(len(xs)):
            if j>=3: break
            c+=1
    return c
"""),
    ("O(n)", """
def f(xs):
    c=0
    for i in range(len(xs)):
        for j in range(max(0,i-2),min(len(xs),i+3)):
            c+=xs[j]
    return c
"""),
    ("O(n)", """
def f(xs):
    c=0
    for i in range(len(xs)):
        for j in range(i,min(i+5,len(xs))):
            c+=xs[j]
    return c
"""),
    ("O(n)", """
def f(xs):
    out=[]
    for i in range(0,len(xs),10):
        out.append(sum(xs[i:i+10]))
    return out
"""),
    ("O(n)", """
def f(xs):
    i=0
    out=[]
    while i<len(xs):
        j=i
        while j<len(xs) and xs[j]==xs[i]:
            j+=1
        out.append((xs[i],j-i))
        i=j
    return out
"""),
    ("O(n)", """
def f(s):
    out=[]
    i=0
    while i<len(s):
        c=1
        while i+1<len(s) and s[i]==s[i+1]:
            c+=1
            i+=1
        out.append(c)
        i+=1
    return out
"""),
    ("O(n)", """
def f(xs):
    counts=[0]*256
    for x in xs: counts[x]+=1
    out=[]
    for v in range(256):
        out.extend([v]*counts[v])
    return out
"""),
    ("O(n)", """
def f(xs):
    b=[[] for _ in range(10)]
    for x in xs: b[x%10].append(x)
    return [y for bb in b for y in bb]
"""),
    ("O(log n)", """
def f(xs,t):
    i=1
    while i<len(xs) and xs[i]<t:
        i*=2
    return i
"""),
    ("O(n)", """
def f(xs):
    s=sorted(xs[:5])
    return s+xs[5:]
"""),
    ("O(n)", """
def f(n, memo={}):
    if n in memo: return memo[n]
    if n<2: return n
    memo[n]=f(n-1)+f(n-2)
    return memo[n]
"""),
    ("O(n)", """
def f(n, memo=None):
    if memo is None: memo={}
    if n<=1: return n
    if n not in memo:
        memo[n]=f(n-1,memo)+f(n-2,memo)
    return memo[n]
"""),
    ("O(log n)", """
def f(b,e):
    if e==0: return 1
    if e%2==0: return f(b*b%7,e//2)
    return b*f(b,e-1)%7
"""),
    ("O(log n)", """
def f(a,b):
    return a if b==0 else f(b,a%b)
"""),
    ("O(n)", """
def f(b,e):
    if e==0: return 1
    if e%2: return b*f(b,e//2)*f(b,e//2)%7
    return f(b,e//2)*f(b,e//2)%7
"""),
    ("O(n)", """
def f(s):
    return s==''.join(reversed(s))
"""),
    ("O(n^2)", """
def f(s):
    if len(s)<2: return True
    if s[0]!=s[-1]: return False
    return f(s[1:-1])
"""),
    ("O(n^2)", """
def f(s):
    best=''
    for i in range(len(s)):
        for a,b in ((i,i),(i,i+1)):
            while a>=0 and b<len(s) and s[a]==s[b]:
                a-=1
                b+=1
            if b-a-1>len(best): best=s[a+1:b]
    return best
"""),
    ("O(n^3)", """
def f(s):
    best=''
    for i in range(len(s)):
        for j in range(i,len(s)):
            sub=s[i:j+1]
            if sub==sub[::-1] and len(sub)>len(best): best=sub
    return best
"""),
    ("O(n)", """
def f(a):
    far=0
    for i in range(len(a)):
        if i>far: return False
        far=max(far,i+a[i])
    return True
"""),
    ("O(n)", """
def f(h):
    l,r=0,len(h)-1
    best=0
    while l<r:
        best=max(best,(r-l)*min(h[l],h[r]))
        if h[l]<h[r]: l+=1
        else: r-=1
    return best
"""),
    ("O(n log n)", """
def f(iv):
    iv.sort(key=lambda p: p[1])
    c=0
    end=-1
    for a,b in iv:
        if a>=end:
            c+=1
            end=b
    return c
"""),
    ("O(n)", """
def f(head):
    prev=None
    while head:
        nxt=head.next
        head.next=prev
        prev=head
        head=nxt
    return prev
"""),
    ("O(n)", """
def f(head):
    slow=fast=head
    while fast and fast.next:
        slow=slow.next
        fast=fast.next.next
    return slow
"""),
    ("O(n)", """
def f(xs):
    def g():
        for x in xs: yield x*2
    return sum(g())
"""),
    ("O(n)", """
def f(s):
    seen=[]
    for c in s:
        if c not in seen: seen.append(c)
    return seen
"""),
    ("O(n)", """
def f(s: str):
    seen=''
    for c in s:
        if c not in seen: seen+=c
    return seen
"""),
    ("O(n)", """
def f(s):
    best=0
    l=0
    win=set()
    for r in range(len(s)):
        while s[r] in win:
            win.remove(s[l])
            l+=1
        win.add(s[r])
        best=max(best,r-l+1)
    return best
"""),
    ("O(n)", """
def f(s):
    return {c: s.count(c) for c in set(s)}
"""),
    ("O(n)", """
def f(s):
    return [s.count(c) for c in 'abcdefghijklmnopqrstuvwxyz']
"""),
    ("O(n)", """
def f(text: str):
    r=0
    for c in set(text):
        r=max(r,text.count(c))
    return r
"""),
    ("O(n)", """
def f(n):
    return 1 if n<2 else n*f(n-1)
"""),
    ("O(n)", """
def f(n):
    r=1
    for _ in range(n):
        r*=2
        for _ in range(8): pass
    return r
"""),
    ("O(1)", """
def f(xs):
    return iter(xs)
"""),
    ("O(n)", """
def f(xs, n=10):
    return [x for x in xs][-n:]
"""),
    ("O(1)", """
def f(xs, n=10):
    return xs[-n:]
"""),
    ("O(n)", """
def f(a):
    c=0;m=None
    for x in a:
        if c==0: m=x
        c+=1 if x==m else -1
    return m
"""),
    ("O(2^n)", """
def f(xs):
    res=[[]]
    for x in xs:
        res=res+[r+[x] for r in res]
    return res
"""),
    ("O(2^n)", """
def f(xs):
    res=[[]]
    for x in xs:
        for r in list(res):
            res.append(r+[x])
    return res
"""),
    ("O(n)", """
def f(xs):
    sums={0}
    for x in xs:
        sums|={s+x for s in sums if s<10}
    return len(sums)
"""),
    ("O(2^n)", """
def f(n):
    out=[]
    def go(s,o,c):
        if len(s)==2*n:
            out.append(s); return
        if o<n: go(s+'(',o+1,c)
        if c<o: go(s+')',o,c+1)
    go('',0,0)
    return out
"""),
    ("O(n)", """
def f(n):
    memo={}
    def f(k):
        if k<=1: return 1
        if k in memo: return memo[k]
        r=f(k-1)+f(k-2)
        memo[k]=r
        return r
    return f(n)
"""),
    ("O(n^2)", """
def f(s):
    out=''
    for c in s:
        out=c+out
    return out
"""),
    ("O(n)", """
def f(n):
    out=[]
    for i in range(1,n+1):
        out.append('Fizz' if i%3==0 else str(i))
    return out
"""),
    ("O(n)", """
def f(n):
    def f(k, flag):
        if k==0: return 0
        return f(k-1, not flag)+1
    return f(n, True)
"""),
    ("O(n)", """
def f(n):
    if n<=0: return 0
    if n%2: return f(n-1)
    return f(n-2)+1
"""),
    ("O(n)", """
def f(xs):
    n=len(xs)
    r=0
    for i in range(n):
        if i<5:
            for j in range(n): r+=1
    return r
"""),
    ("O(n)", """
def f(xs):
    r=0
    done=False
    for x in xs:
        if not done:
            for y in xs: r+=1
            done=True
    return r
"""),
    ("O(n)", """
def f(xs):
    for i, x in enumerate(xs):
        if i == 0:
            total = sum(xs)
    return total
"""),
    ("O(log n)", """
def f(n):
    c=0
    while n>1:
        for _ in range(4): c+=1
        n=n//2
    return c
"""),
    ("other", """
def f(n):
    c=0
    i=n
    while i>1:
        j=n
        while j>1:
            j//=2
            c+=1
        i//=2
    return c
"""),
    ("O(n^2)", """
def f(grid):
    t=0
    for row in grid:
        for v in row: t+=v
    return t
"""),
    ("O(n)", """
class S:
    def __init__(self): self.items=[]
    def push(self,x): self.items.append(x)
    def pop(self): return self.items.pop()
def f(xs):
    s=S()
    for x in xs: s.push(x)
    while s.items: s.pop()
    return s
"""),
    ("O(n^2)", """
class Q:
    def __init__(self): self.items=[]
    def put(self,x): self.items.insert(0,x)
def f(xs):
    s=Q()
    for x in xs: s.put(x)
    return s
"""),
    ("O(n^2)", """
def put(out,x):
    out.insert(0,x)

def f(xs):
    out=[]
    for x in xs:
        put(out,x)
    return out
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    alias=out
    for x in xs:
        alias.insert(0,x)
    return out
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    other=out
    for x in xs:
        out.append(x)
        if x in other: pass
    return out
"""),
    ("O(n^2)", """
def f(xs, i=0, acc=None):
    if acc is None: acc=[]
    if i==len(xs): return acc
    return f(xs,i+1,acc+[xs[i]])
"""),
    ("O(n^2)", """
def f(xs):
    def go(i,acc):
        if i==len(xs): return acc
        return go(i+1,acc+[xs[i]])
    return go(0,[])
"""),
    ("O(n^2)", """
def f(xs):
    d={'a':[]}
    for x in xs:
        d['a'].insert(0,x)
    return d
"""),
    ("O(n^2)", """
def f(xs):
    d={}
    for x in xs:
        d.setdefault(1,[]).insert(0,x)
    return d
"""),
    ("O(n^2)", """
from collections import defaultdict
def f(xs):
    d=defaultdict(list)
    for x in xs:
        if x not in d['k']:
            d['k'].append(x)
    return d
"""),
    ("O(n^2)", """
def f(xs):
    g={'k':[]}
    for x in xs:
        k='k'
        if x in g[k]: continue
        g[k].append(x)
    return g
"""),
    ("O(n^2)", """
class A:
    def __init__(self,xs):
        self.xs=list(xs)
        self.out=[]
    def run(self):
        for x in self.xs:
            self.add(x)
        return self.out
    def add(self,x):
        if x not in self.out:
            self.out.append(x)
def f(xs):
    return A(xs).run()
"""),
    ("O(n^2)", """
class A:
    def __init__(self):
        self.s=''
    def add(self,c):
        self.s = c + self.s
def f(text):
    a=A()
    for c in text: a.add(c)
    return a.s
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    for x in xs:
        out[:0]=[x]
    return out
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    for x in xs:
        out=[x]+out
    return out
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    for x in xs:
        out=[x,*out]
    return out
"""),
    ("O(n^2)", """
def f(xs):
    d={}
    for x in xs:
        d={**d,x:1}
    return d
"""),
    ("O(n^2)", """
def f(xs):
    s=frozenset()
    for x in xs:
        s=s|{x}
    return s
"""),
    ("O(n^2)", """
def f(xs):
    while xs:
        xs=xs[1:]
    return 0
"""),
    ("O(n^2)", """
def f(xs):
    total=0
    while len(xs)>0:
        total+=xs[0]
        del xs[0]
    return total
"""),
    ("O(n^2)", """
def f(s):
    while 'ab' in s:
        s=s.replace('ab','',1)
    return s
"""),
    ("O(n^2)", """
import functools
def f(xs):
    return functools.reduce(lambda a,b: a+[b], xs, [])
"""),
    ("O(n^2)", """
def f(xs):
    return sum([[x] for x in xs],[])
"""),
    ("O(n^2)", """
def f(n):
    out=[]
    cur=[1]
    for _ in range(n):
        nxt=[1]
        for a,b in zip(cur,cur[1:]):
            nxt.append(a+b)
        nxt.append(1)
        cur=nxt
    return cur
"""),
    ("O(n^2)", """
def f(n):
    s='1'
    for _ in range(n):
        s='1'+s
    return s
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    for x in xs:
        out.append(x)
        best=max(out)
    return best
"""),
    ("O(n^2)", """
def f(xs):
    out=[]
    i=0
    while i<len(xs):
        out.append(xs[i])
        out.sort()
        i+=1
    return out
"""),
    ("O(n^2)", """
def f(xs):
    best={}
    for i,x in enumerate(xs):
        best[i]=max([best[j] for j in best]+[0])+1
    return best
"""),
    ("O(n^2)", """
def f(xs):
    d={}
    for x in xs:
        d[x]=1
        t=sum(d.values())
    return t
"""),
    ("O(n)", """
def f(xs):
    import math
    return math.prod(xs)
"""),
    ("O(2^n)", """
def f(xs):
    cur=['']
    for x in xs:
        nxt=[]
        for c in cur:
            nxt.append(c+'0')
            nxt.append(c+'1')
        cur=nxt
    return cur
"""),
    ("O(n^2)", """
def f(n):
    i=0
    c=0
    while i<n:
        j=i
        while j<n:
            c+=1
            j+=1
        i+=1
    return c
"""),
    ("O(n log n)", """
def f(n):
    i=1
    c=0
    while i<n:
        for j in range(n):
            c+=1
        i*=2
    return c
"""),
    ("O(n log n)", """
def f(xs):
    return [sorted(xs)[i] for i in range(3)]
"""),
    ("O(n)", """
def f(m):
    return [x for row in m for x in row]
"""),
    ("O(n)", """
def f(xs):
    it=iter(xs)
    c=0
    for x in it:
        for y in it:
            c+=1
    return c
"""),
    ("O(n)", """
def f(xs):
    g=(x for x in xs)
    c=0
    for x in g:
        c+=sum(g)
    return c
"""),
    ("O(n)", """
def f(n):
    s=str(n)
    return sum(int(d) for d in s)
"""),
    ("O(n)", """
def f(xs):
    stack=[]
    for x in xs:
        stack.append(x)
        while len(stack)>1:
            stack.pop()
    return stack
"""),
    ("O(n)", """
def f(xs):
    out=[]
    for x in xs:
        if x>0:
            out.append(x)
    while out:
        out.pop()
    return out
"""),
    ("O(n)", """
def f(xs):
    i=j=0
    while i<len(xs):
        while j<len(xs) and xs[j]<xs[i]+10:
            j+=1
        i+=1
    return j
"""),
    ("O(n^2)", """
def f(xs):
    c=0
    for i in range(len(xs)):
        j=0
        while j<len(xs):
            j+=1
            c+=1
    return c
"""),
    ("O(n^2)", """
def f(xs):
    c=0
    j=0
    for i in range(len(xs)):
        while j<len(xs):
            j+=1
            c+=1
        j=0
    return c
"""),
    ("O(n^2)", """
def f(xs):
    c=0
    j=0
    for i in range(len(xs)):
        while j>0:
            j-=1
            c+=1
        j=i
    return c
"""),
    ("O(n)", """
def f(n):
    if n<=1: return 1
    return f(n//2)+f(n//2)
"""),
    ("O(n^2)", """
def f(n):
    if n<=0: return 0
    s=0
    for i in range(n): s+=i
    return s+f(n-1)
"""),
    ("O(n)", """
def f(n):
    if n<=1: return 0
    s=0
    for i in range(n): s+=i
    return s+f(n//2)
"""),
    ("O(n^2)", """
def f(n):
    if n<=1: return 0
    s=0
    for i in range(n):
        for j in range(n): s+=i
    return s+f(n//2)+f(n//2)
"""),
    ("other", """
def g(n):
    return 0 if n==0 else f(n-1)
def f(n):
    return 0 if n==0 else g(n-1)+g(n-1)
"""),
    ("O(n)", """
def f(n):
    memo=[0]*(n+1)
    def go(k):
        if k<2: return 1
        if memo[k]: return memo[k]
        memo[k]=go(k-1)+go(k-2)
        return memo[k]
    return go(n)
"""),
    ("O(2^n)", """
def f(n):
    calls=[0]
    def go(k):
        calls[0]+=1
        if k<2: return 1
        return go(k-1)+go(k-2)
    return go(n)
"""),
    ("O(n)", """
def f(n):
    done={}
    def go(k):
        if k in done: return done[k]
        done[k]= 1 if k<2 else go(k-1)+go(k-2)
        return done[k]
    return go(n)
"""),
    ("O(n)", """
def f(n):
    done={}
    def go(k):
        v=done.get(k)
        if v is not None: return v
        v= 1 if k<2 else go(k-1)+go(k-2)
        done[k]=v
        return v
    return go(n)
"""),
    ("O(n)", """
def f(n):
    done={}
    def go(k):
        try:
            return done[k]
        except KeyError: pass
        r = 1 if k<2 else go(k-1)+go(k-2)
        done[k]=r
        return r
    return go(n)
"""),
    ("O(n)", """
def f(n):
    cache=set()
    def go(k):
        if k<0 or k in cache: return
        cache.add(k)
        go(k-1)
        go(k-2)
    go(n)
    return len(cache)
"""),
]
