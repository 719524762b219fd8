# Ten data sets of one's own: every test by its definition with 60 digits (mpmath), exact inputs (decimals read as doubles)
import json, random
from mpmath import mp, mpf, matrix, sqrt, log, lu_solve, qr, inverse, eigsy, betainc, gammainc, quad, inf, pi, exp, sin, atan
mp.dps = 50
def ftail(f,d1,d2):
    f=mpf(f); d1=mpf(d1); d2=mpf(d2)
    return betainc(d2/2,d1/2,0,d2/(d2+d1*f),regularized=True)
def ctail(x,k): return gammainc(mpf(k)/2, mpf(x)/2, inf, regularized=True)
def ttail(t,df): return betainc(mpf(df)/2,mpf(1)/2,0,df/(df+t*t),regularized=True)
def orth(cols, tol=mpf(10)**-25):
    Q=[]
    for c in cols:
        v=list(c); n0=sqrt(sum(a*a for a in v))
        for _ in range(2):
            for q in Q:
                s=sum(a*b for a,b in zip(q,v)); v=[a-s*b for a,b in zip(v,q)]
        n1=sqrt(sum(a*a for a in v))
        if n1>tol*n0: Q.append([a/n1 for a in v])
    return Q
def rss(y,cols):
    Q=orth(cols); v=list(y)
    for _ in range(2):
        for q in Q:
            s=sum(a*b for a,b in zip(q,v)); v=[a-s*b for a,b in zip(v,q)]
    return sum(a*a for a in v), len(Q)
def dw_lower(d,cols,n):
    # eigenvalues of the compression of A to the complement of X, then a shifted contour
    Q=orth(cols+[[mpf(1) if i==j else mpf(0) for i in range(n)] for j in range(n)])
    C=Q[len(orth(cols)):]
    m=len(C)
    D=[[q[i]-q[i-1] for i in range(1,n)] for q in C]
    M=matrix(m,m)
    for i in range(m):
        for j in range(i+1):
            M[i,j]=M[j,i]=sum(a*b for a,b in zip(D[i],D[j]))
    ev=[e-d for e in eigsy(M,eigvals_only=True)]
    res={}
    for side in(-1,1):
        e=[v for v in ev if (v<0 if side<0 else v>0)]
        edge=1/(2*max(abs(v) for v in e))
        c=side*edge*mpf('0.5')
        def f(t):
            y=edge*mp.sinh(t)/2
            s=mp.mpc(c,y)
            p=mpf(1)
            for v in ev: p*=sqrt(1-2*s*v)
            return (1/(p*(side*s))).real*edge*mp.cosh(t)/2
        h=mpf(1)/16; tot=f(mpf(0))/2; k=1
        while True:
            v=f(k*h); tot+=v; k+=1
            if abs(v)<mpf(10)**-35*abs(tot) and k>40: break
        res[side]=tot*h/pi
    return res
def solve(name, X, y, w, icpt, clusters, terms):
    n=len(y); W=[mpf(v) for v in w] if w else [mpf(1)]*n
    cols=([[mpf(1)]*n] if icpt else [])+[[mpf(r[j]) for r in X] for j in range(len(X[0]))]
    p=len(cols); Y=[mpf(v) for v in y]
    rw=[sqrt(v) for v in W]
    S=[[a*b for a,b in zip(c,rw)] for c in cols]; ys=[a*b for a,b in zip(Y,rw)]
    G=matrix(p,p)
    for i in range(p):
        for j in range(p): G[i,j]=sum(a*b for a,b in zip(S[i],S[j]))
    V=inverse(G); xy=matrix([sum(a*b for a,b in zip(c,ys)) for c in S]); b=V*xy
    e=[ys[i]-sum(S[j][i]*b[j] for j in range(p)) for i in range(n)]
    R=sum(v*v for v in e); df=n-p; s2=R/df
    def z(i): return matrix([S[j][i] for j in range(p)])
    h=[(z(i).T*V*z(i))[0] for i in range(n)]
    out={'name':name,'x':X,'y':y,'weights':w,'intercept':icpt,'clusters':clusters}
    si=[(R-e[i]**2/(1-h[i]))/(df-1) for i in range(n)]
    rst=[e[i]/sqrt(si[i]*(1-h[i])) for i in range(n)]
    out['studentized']=rst; out['dffits']=[r*sqrt(a/(1-a)) for r,a in zip(rst,h)]
    out['covarianceRatios']=[(si[i]/s2)**p/(1-h[i]) for i in range(n)]
    # dfbetas by refits without the row
    db=[]
    for i in range(n):
        keep=[k for k in range(n) if k!=i]
        g=matrix(p,p)
        for a in range(p):
            for c in range(p): g[a,c]=sum(S[a][k]*S[c][k] for k in keep)
        bi=lu_solve(g,matrix([sum(S[a][k]*ys[k] for k in keep) for a in range(p)]))
        db.append([(b[j]-bi[j])/sqrt(si[i]*V[j,j]) for j in range(p)])
    out['dfbetas']=db
    out['press']=sum((e[i]/(1-h[i]))**2 for i in range(n))
    k=max(range(n),key=lambda i:abs(rst[i])); pv=ttail(rst[k],df-1)
    out['outlier']={'row':k,'p':pv,'bonferroni':min(mpf(1),pv*n)}
    # VIF by auxiliary regressions
    vif=[]
    base=[S[0]] if icpt else []
    for j in range(1 if icpt else 0,p):
        others=[S[k] for k in range(p) if k!=j]
        tot,_=rss(S[j],base); left,_=rss(S[j],others); vif.append(tot/left)
    out['vif']=vif
    U=matrix(p,p)
    for i in range(p):
        for j in range(p): U[i,j]=G[i,j]/sqrt(G[i,i]*G[j,j])
    E,Q=mp.eigsy(U)
    order=sorted(range(p),key=lambda k:-E[k])
    out['condition']=[sqrt(E[order[0]]/E[k]) for k in order]
    prop=[]
    for j in range(p):
        parts=[Q[j,k]**2/E[k] for k in order]; prop.append([v/sum(parts) for v in parts])
    out['proportions']=prop
    wm=lambda c: sum(a*b for a,b in zip(c,W))/sum(W)
    def sd(c): m=wm(c); return sqrt(sum(a*(v-m)**2 for a,v in zip(W,c)))
    out['standardized']=[None if (icpt and j==0) else b[j]*sd(cols[j])/sd(Y) for j in range(p)]
    # robust
    def sandwich(rows):
        M=matrix(p,p)
        for r in rows: M+=r*r.T
        C=V*M*V; return C
    def summary(C,dft):
        se=[sqrt(C[j,j]) for j in range(p)]
        sl=list(range(1 if icpt else 0,p)); q=len(sl)
        Csl=matrix(q,q); bs=matrix([b[j] for j in sl])
        for a,i in enumerate(sl):
            for c,j in enumerate(sl): Csl[a,c]=C[i,j]
        r={'se':se,'t':[b[j]/se[j] for j in range(p)],'p':[ttail(b[j]/se[j],dft) for j in range(p)]}
        try: r['F']=(bs.T*inverse(Csl)*bs)[0]/q; r['Fp']=ftail(r['F'],q,dft)
        except ZeroDivisionError: pass
        return r
    sc=[z(i)*e[i] for i in range(n)]
    out['hc3']=summary(sandwich([sc[i]/(1-h[i]) for i in range(n)]),df)
    out['hc4']=summary(sandwich([sc[i]*(1-h[i])**(-min(mpf(4),n*h[i]/p)/2) for i in range(n)]),df)
    gs=sorted(set(clusters)); g=len(gs)
    sums=[]
    for c in gs:
        t=matrix(p,1)
        for i in range(n):
            if clusters[i]==c: t+=sc[i]
        sums.append(t*sqrt(mpf(g)/(g-1)*(n-1)/df))
    out['cluster']=summary(sandwich(sums),g-1)
    if g-1<p-(1 if icpt else 0): out['cluster'].pop('F',None); out['cluster'].pop('Fp',None)
    M=matrix(p,p); L=3
    for i in range(n): M+=sc[i]*sc[i].T
    for l in range(1,L+1):
        for i in range(l,n): M+=(1-mpf(l)/(L+1))*(sc[i]*sc[i-l].T+sc[i-l]*sc[i].T)
    out['neweyWest3']=summary(V*M*V,df)
    # anova of single columns, I and II (= III)
    first=1 if icpt else 0
    seq=[]; cur=S[:first]; r0,_=rss(ys,cur)
    for j in range(first,p):
        cur=cur+[S[j]]; r1,_=rss(ys,cur); seq.append(r0-r1); r0=r1
    out['type1']=seq
    out['type2']=[rss(ys,[S[k] for k in range(p) if k!=j])[0]-R for j in range(first,p)]
    red,_=rss(ys,S[:p-1]); out['f']=(red-R)/s2; out['fP']=ftail(out['f'],1,df)
    out['ratio']=n*log(red/R); out['ratioP']=ctail(out['ratio'],1)
    if not w:
        fit=[ys[i]-e[i] for i in range(n)]
        e2=[v*v for v in e]; one=[mpf(1)]*n
        def lm(extra):
            m=sum(e2)/n; tot=sum((v-m)**2 for v in e2); r,k=rss(e2,[one]+extra); return n*(1-r/tot),k-1,tot-r
        d=sum((e[i]-e[i-1])**2 for i in range(1,n))/R
        t=dw_lower(d,S,n); out['durbinWatson']={'d':d,'positive':t[-1],'negative':t[1]}
        if icpt:
            st,k,ess=lm(S[1:]); out['breuschPagan']={'stat':st,'df':k,'p':ctail(st,k),'original':ess/(2*(R/n)**2)}
            pr=[[a*b for a,b in zip(S[i],S[j])] for i in range(1,p) for j in range(i,p)]
            st,k,_=lm(S[1:]+pr)
            out['white']={'stat':st,'df':k,'p':ctail(st,k)} if k+1<n else None
        st,k,_=lm([fit,[v*v for v in fit]]); out['whiteSimple']={'stat':st,'df':k,'p':ctail(st,k)}
        lags=[[e[i-l] if i>=l else mpf(0) for i in range(n)] for l in(1,2)]
        r,_=rss(e,S+lags); out['breuschGodfrey2']={'chi2':n*(1-r/R),'p':ctail(n*(1-r/R),2),'F':(R-r)/2/(r/(df-2)),'FP':ftail((R-r)/2/(r/(df-2)),2,df-2)}
        r,k=rss(ys,S+[[v**2 for v in fit],[v**3 for v in fit]])
        F=(R-r)/2/(r/(df-2)); out['reset']={'F':F,'p':ftail(F,2,df-2)}
        m=sum(e)/n; m2=sum((v-m)**2 for v in e)/n; sk=sum((v-m)**3 for v in e)/n/m2**mpf('1.5'); ku=sum((v-m)**4 for v in e)/n/m2**2
        jb=mpf(n)/6*(sk**2+(ku-3)**2/4); out['jarqueBera']={'stat':jb,'p':exp(-jb/2)}
    return out
def text(o):
    if isinstance(o,mpf): return float(o)
    if isinstance(o,dict): return {k:text(v) for k,v in o.items()}
    if isinstance(o,(list,tuple)): return [text(v) for v in o]
    return o
rnd=random.Random(2026)
def g(n,p,noise,level=0,spread=1,ar=0.0,wts=False,icpt=True,hetero=False,outlier=False,name='',groups=5,dummy=False,corr=0.0):
    X=[];y=[];prev=0
    for i in range(n):
        r=[round(level+spread*rnd.gauss(0,1),6) for _ in range(p)]
        if corr: r[-1]=round(r[0]+corr*rnd.gauss(0,1),6)
        if dummy: r[0]=i%2
        prev=ar*prev+rnd.gauss(0,noise)*(abs(r[-1]-level)+.2 if hetero else 1)
        X.append(r); y.append(round(level+1+sum((j+1)*(v-level) for j,v in enumerate(r))+prev,6))
    if outlier: y[n//3]+=1e6
    w=[round(.1+rnd.random()*4,3) for _ in range(n)] if wts else None
    return solve(name,X,y,w,icpt,[rnd.randrange(groups) for _ in range(n)],None)
cases=[
 g(25,2,1,name='small'),
 g(60,4,.5,ar=.8,name='strong serial correlation'),
 g(40,3,1,hetero=True,name='unequal variances'),
 g(30,2,1,outlier=True,name='an outlier of a million'),
 g(35,3,2,level=1000000,name='a high level'),
 g(30,3,1,wts=True,name='weights'),
 g(24,2,1,icpt=False,name='no intercept'),
 g(45,3,.3,corr=.01,name='two columns alike'),
 g(50,3,1,ar=-.7,dummy=True,name='a dummy, negative serial correlation'),
 g(12,5,1,name='few rows',groups=4),
]
print(json.dumps({'about':'Ten generated linear models with their tests and diagnostics, computed by diagnostics-generated.py from the definitions, with 50 digits (mpmath), and rounded to double.','cases':[text(c) for c in cases]},indent=1))
