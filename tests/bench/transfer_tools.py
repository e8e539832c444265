"""The programs that tests/bench/transfer compares: how each is started, told of changes, asked and ended."""
import json, os, re, resource, shutil, socket, subprocess, time, urllib.request
import xml.etree.ElementTree as xml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Here:
    """Both sides on this machine's loopback interface."""
    interface = 'lo'

    def inside(self, i):
        return []

    def address(self, i):
        return '127.0.0.1'


class Lab:
    """Each side in a network namespace of its own, over the laboratory's one network."""
    interface = 'eth0'

    def __init__(self, slow):
        self.prefix = os.environ.get('NATLAB', 'nl')
        self.do('up', 'flat')
        if slow:
            self.do(*'impair a delay 20 loss 0.5 rate 100 queue 60'.split())

    def do(self, *what):
        subprocess.run([ROOT + '/tests/natlab/natlab'] + list(what), check=True, stdout=subprocess.DEVNULL)

    def inside(self, i):
        return ['ip', 'netns', 'exec', '%s-%s' % (self.prefix, 'ab'[i])]

    def address(self, i):
        return '203.0.113.10%d' % (i + 1)


def processor_seconds(pids):
    """What these processes, their children and those that have ended have used so far, user and system."""
    used = 0
    for pid in pids:
        try:
            f = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
            children = open('/proc/%d/task/%d/children' % (pid, pid)).read().split()
            for t in os.listdir('/proc/%d/task' % pid):
                if int(t) != pid:
                    children += open('/proc/%d/task/%s/children' % (pid, t)).read().split()
        except FileNotFoundError:
            continue
        used += sum(int(x) for x in f[11:15]) / os.sysconf('SC_CLK_TCK') + processor_seconds(int(c) for c in children)
    return used


def thread_seconds(pid):
    """What the threads of a process have used so far, by name; numbers at the end of names left out."""
    used = {}
    try:
        tasks = os.listdir('/proc/%d/task' % pid)
    except FileNotFoundError:
        return used
    for t in tasks:
        try:
            name, rest = open('/proc/%d/task/%s/stat' % (pid, t)).read().rsplit(')', 1)
        except (FileNotFoundError, ProcessLookupError):
            continue
        name = re.sub(r'[-#0-9 ]+$', '', name.split('(', 1)[1]) or '?'
        f = rest.split()
        used[name] = used.get(name, 0) + (int(f[11]) + int(f[12])) / os.sysconf('SC_CLK_TCK')
    f = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
    used['(ended)'] = (int(f[11]) + int(f[12])) / os.sysconf('SC_CLK_TCK') - sum(used.values())
    return used


class Start:
    """How Bothways is started: as an installed image has it, or as ./run does, with further options for the devices."""

    def __init__(self, image, options):
        if image:
            self.command = self.device = [os.path.join(os.path.abspath(image), 'bin', 'bothways')]
        else:
            java = [open(ROOT + '/app-ui/target/run.java').read().strip(), '@' + ROOT + '/app-ui/target/run.args']
            self.command = java + ['app.bothways.app.Launcher']
            self.device = java + options + ['app.bothways.app.Launcher']


class Tool:
    def settle(self):
        pass

    def changed(self):
        pass

    def watch(self):
        """Before single edits: from now on it has to notice by itself, where it can."""

    def processor(self):
        return processor_seconds(p.pid for p in self.procs)

    def threads(self):
        """Processor time of each process by thread."""
        return [thread_seconds(p.pid) for p in self.procs]

    def close(self):
        for p in self.procs:
            p.terminate()
        for p in self.procs:
            p.wait()


class Bothways(Tool):
    name = 'bothways'

    def __init__(self, base, where, start):
        self.base, self.homes, self.procs = base, [base + '/bw-a', base + '/bw-b'], []
        self.folders = [base + '/bw-fa', base + '/bw-fb']
        self.where = where
        self.start = start
        os.makedirs(self.folders[0])
        for i, home in enumerate(self.homes):
            p = subprocess.Popen(where.inside(i) + [o.replace('%n', 'ab'[i]) for o in start.device] + ['--home', home, 'daemon', '--json', '--name', 'ab'[i], '--interface', where.interface,
                                              '--no-relay', '--no-lookup'], stdout=subprocess.PIPE, stderr=open(base + '/bw-%d.log' % i, 'w'))
            self.procs.append(p)
            line = p.stdout.readline()
            while b'"ready"' not in line:
                if not line:
                    raise SystemExit('the daemon has ended before it was ready: ' + open(base + '/bw-%d.log' % i).read())
                line = p.stdout.readline()
        pair = subprocess.Popen(self.line(0, 'pair', '--json', '--yes'), stdout=subprocess.PIPE)
        link = json.loads(pair.stdout.readline())['link']
        subprocess.run(self.line(1, 'join', link, '--json', '--yes'), stdout=subprocess.DEVNULL, check=True)
        pair.wait()
        self.folder = self.cli(0, 'folder', 'add', self.folders[0], '--name', 'bench', '--json')['folder']
        self.cli(0, 'folder', 'share', self.folder, 'b', '--json')
        offer = None
        while not offer:
            offer = self.cli(1, 'folder', 'offers', '--json')
        self.cli(1, 'folder', 'accept', offer['offer'], self.folders[1], '--json')
        self.settle()

    def line(self, i, *args):
        return self.start.command + ['--home', self.homes[i]] + list(args)

    def cli(self, i, *args):
        out = subprocess.run(self.line(i, *args), stdout=subprocess.PIPE, check=True).stdout.decode().strip().split('\n')
        return json.loads(out[-1]) if out[-1].startswith('{') else None

    def settle(self):
        for i in (0, 1):
            self.cli(i, 'folder', 'status', self.folder, '--json', '--wait', 'in-sync', '--timeout', '300s')

    def wire(self):
        peers = self.cli(1, 'network', '--json')['peers']
        return sum(p['received']['direct'] + p['received']['relay'] for p in peers)


class Syncthing(Tool):
    name = 'syncthing'

    def __init__(self, base, where, start):
        self.where, self.procs, self.ids, self.ports = where, [], [], []
        self.folders = [base + '/st-fa', base + '/st-fb']
        homes = [base + '/st-a', base + '/st-b']
        listen = []
        for i in (0, 1):
            os.makedirs(self.folders[i])
            subprocess.run(['syncthing', 'generate', '--home', homes[i], '--skip-port-probing', '--no-default-folder'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            self.ids.append(subprocess.run(['syncthing', '--home', homes[i], '--device-id'], stdout=subprocess.PIPE, check=True).stdout.decode().strip())
            self.ports.append(free_port())
            listen.append('tcp://%s:%d' % (where.address(i), free_port()))
        for i in (0, 1):
            path = homes[i] + '/config.xml'
            t = xml.parse(path)
            r = t.getroot()
            o = r.find('options')
            for k, v in dict(listenAddress=listen[i], globalAnnounceEnabled='false', localAnnounceEnabled='false', relaysEnabled='false',
                             natEnabled='false', urAccepted='-1', autoUpgradeIntervalH='0', crashReportingEnabled='false', startBrowser='false').items():
                for e in o.findall(k):
                    o.remove(e)
                xml.SubElement(o, k).text = v
            gui = r.find('gui')
            gui.find('address').text = '127.0.0.1:%d' % self.ports[i]
            gui.find('apikey').text = 'bench'
            for d in r.findall('device'):
                r.remove(d)
            f = xml.SubElement(r, 'folder', id='bench', label='bench', path=self.folders[i], type='sendreceive', rescanIntervalS='3600', fsWatcherEnabled='false')
            for j in (0, 1):
                d = xml.SubElement(r, 'device', id=self.ids[j], name='ab'[j], compression='metadata')
                xml.SubElement(d, 'address').text = listen[j]
                xml.SubElement(f, 'device', id=self.ids[j])
            t.write(path)
            os.makedirs(self.folders[i] + '/.stfolder', exist_ok=True)
            self.procs.append(subprocess.Popen(where.inside(i) + ['syncthing', 'serve', '--home', homes[i], '--no-browser', '--no-restart', '--no-upgrade'], stdout=open(base + '/st-%d.log' % i, 'w'), stderr=subprocess.STDOUT))
        while True:
            try:
                if self.api(0, 'system/connections')['connections'].get(self.ids[1], {}).get('connected'):
                    break
            except OSError:
                pass
            time.sleep(0.2)

    def api(self, i, what, method='GET', data=b''):
        where = 'http://127.0.0.1:%d/rest/%s' % (self.ports[i], what)
        inside = self.where.inside(i)
        if inside:
            body = subprocess.run(inside + ['curl', '-sf', '-X', method, '-H', 'X-API-Key: bench', '--data-binary', '@-', where], input=data, stdout=subprocess.PIPE).stdout
            if not body and method == 'GET':
                raise OSError('no answer')
        else:
            r = urllib.request.Request(where, data=None if method == 'GET' else data, method=method, headers={'X-API-Key': 'bench'})
            body = urllib.request.urlopen(r, timeout=600).read()
        return json.loads(body) if body else None

    def settle(self):
        while any(self.api(i, 'db/status?folder=bench')['state'] != 'idle' or self.api(i, 'db/status?folder=bench')['needTotalItems'] for i in (0, 1)):
            time.sleep(0.2)

    def changed(self):
        self.api(0, 'db/scan?folder=bench', 'POST')

    def watch(self):
        for i in (0, 1):
            self.api(i, 'config/folders/bench', 'PATCH', b'{"fsWatcherEnabled": true}')
        self.changed = lambda: None
        time.sleep(15)

    def wire(self):
        return self.api(1, 'system/connections')['total']['inBytesTotal']


class Asked(Tool):
    """A program that keeps nothing running and copies when it is asked to. It watches nothing."""

    def __init__(self, base, where, start):
        self.where = where
        self.folders = ['%s/%s-%s' % (base, self.name, x) for x in 'ab']
        for f in self.folders:
            os.makedirs(f)
        self.port, self.procs, self.bytes = free_port(), [], 0
        self.begin(base)
        time.sleep(0.5)

    def wire(self):
        return self.bytes

    def processor(self):
        mine = resource.getrusage(resource.RUSAGE_CHILDREN)
        return mine.ru_utime + mine.ru_stime + processor_seconds(p.pid for p in self.procs)

    def ssh(self, base):
        """A server of its own at the second side; the command that reaches it."""
        for name in ('host', 'client'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '%s/%s.key' % (base, name)], check=True)
        os.makedirs('/run/sshd', exist_ok=True)
        os.chmod(base, 0o700)
        conf = base + '/sshd.conf'
        with open(conf, 'w') as f:
            f.write('Port %d\nListenAddress %s\nHostKey %s/host.key\nAuthorizedKeysFile %s/client.key.pub\nStrictModes no\n'
                    'PermitRootLogin yes\nUsePAM no\nPidFile none\n' % (self.port, self.where.address(1), base, base))
        self.procs.append(subprocess.Popen(self.where.inside(1) + ['/usr/sbin/sshd', '-D', '-f', conf, '-E', base + '/sshd.log']))
        return '-p %d -i %s/client.key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR' % (self.port, base)

    def run(self, *line):
        return subprocess.run(self.where.inside(0) + list(line), stdout=subprocess.PIPE, check=True).stdout.decode()


class Rsync(Asked):
    """rsync, daemon to daemon over a plain TCP socket, without encryption."""
    name = 'rsync'

    def begin(self, base):
        conf = base + '/rsyncd.conf'
        with open(conf, 'w') as f:
            f.write('use chroot = no\nuid = root\ngid = root\n[b]\npath = %s\nread only = no\n' % self.folders[1])
        self.procs.append(subprocess.Popen(self.where.inside(1) + ['rsync', '--daemon', '--no-detach', '--address', self.where.address(1), '--port', str(self.port), '--config', conf]))
        self.to = ['rsync://%s:%d/b/' % (self.where.address(1), self.port)]

    def changed(self):
        out = self.run('rsync', '-a', '--fsync', '--delete', '--stats', self.folders[0] + '/', *self.to)
        self.bytes += int(re.search(r'Total bytes sent: ([\d,]+)', out).group(1).replace(',', ''))


class RsyncSsh(Rsync):
    name = 'rsync-ssh'

    def begin(self, base):
        self.to = ['-e', 'ssh ' + self.ssh(base), 'root@%s:%s/' % (self.where.address(1), self.folders[1])]


class Unison(Asked):
    """Unison over ssh. It has no option to bring files to disk, and does not."""
    name = 'unison'

    def begin(self, base):
        self.options = ['-batch', '-auto', '-silent', '-times', '-confirmbigdel=false', '-sshargs', self.ssh(base)]
        os.environ['UNISON'] = base + '/unison'

    def changed(self):
        self.run('unison', self.folders[0], 'ssh://root@%s//%s' % (self.where.address(1), self.folders[1]), *self.options)


ALL = {tool.name: tool for tool in (Bothways, Syncthing, Rsync, RsyncSsh, Unison)}


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]
